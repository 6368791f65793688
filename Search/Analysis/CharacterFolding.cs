namespace PromptGrid.Search.Analysis;

/// <summary>Takes diacritics and typographic variants off lower-case letters.</summary>
/// <remarks>A table, because the runtime does not normalize strings in invariant-globalization mode. It holds the
/// compatibility decompositions (NFKD, combining marks dropped) of the Unicode Character Database for Latin, Greek,
/// Cyrillic and full-width letters, and the usual replacements of letters that do not decompose (ø, đ, ł, ß, æ, œ).</remarks>
internal static class CharacterFolding
{
    // Each group: what to write, then after a colon the letters that become it.
    private const string Groups =
        "0:０ 1:１ 2:２ 3:３ 4:４ 5:５ 6:６ 7:７ 8:８ 9:９ a:àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặａ ae:ǣǽæ b:ḃḅḇｂ " +
        "c:çćĉċčḉｃ d:ďḋḍḏḑḓｄđ dz:ǆǳ e:èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệｅ f:ḟｆ ff:ﬀ ffi:ﬃ ffl:ﬄ fi:ﬁ fl:ﬂ " +
        "g:ĝğġģǧǵḡｇ h:ĥȟḣḥḧḩḫẖｈħ i:ìíîïĩīĭįǐȉȋḭḯỉịｉı ij:ĳ j:ĵǰｊ k:ķǩḱḳḵｋ l:ĺļľḷḹḻḽｌł lj:ǉ m:ḿṁṃｍ " +
        "n:ñńņňǹṅṇṉṋｎ nj:ǌ o:òóôõöōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợｏø oe:œ p:ṕṗｐ q:ｑ r:ŕŗřȑȓṙṛṝṟｒ " +
        "s:śŝşšſșṡṣṥṧṩẛｓ ss:ß st:ﬅﬆ t:ţťțṫṭṯṱẗｔ u:ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựｕ v:ṽṿｖ w:ŵẁẃẅẇẉẘｗ " +
        "x:ẋẍｘ y:ýÿŷȳẏẙỳỵỷỹｙ z:źżžẑẓẕｚ ʒ:ǯ ʹ:ʹ α:άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ β:ϐ ε:έϵἐἑἒἓἔἕὲέ " +
        "η:ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ θ:ϑ ι:ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ κ:ϰ ο:όὀὁὂὃὄὅὸό π:ϖ ρ:ϱῤῥ σ:ϲς " +
        "υ:ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ φ:ϕ ω:ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ а:ӑӓ г:ѓ е:ѐёӗ ж:ӂӝ з:ӟ и:йѝӣӥ к:ќ о:ӧ " +
        "у:ўӯӱӳ ч:ӵ ы:ӹ э:ӭ і:ї ѵ:ѷ ә:ӛ ө:ӫ ";

    private static readonly string?[] Table = Build();

    /// <summary>What to write for a letter, or null to keep it.</summary>
    public static string? Of(char letter) => Table[letter];

    /// <summary>Every letter that is folded, with what to write for it.</summary>
    public static IEnumerable<(char Letter, string Folded)> All()
    {
        for (var letter = 0; letter < Table.Length; letter++)
        {
            if (Table[letter] is { } folded)
                yield return ((char)letter, folded);
        }
    }

    private static string?[] Build()
    {
        var table = new string?[char.MaxValue + 1];
        foreach (var group in Groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = group.IndexOf(':', StringComparison.Ordinal);
            foreach (var letter in group.AsSpan(colon + 1))
                table[letter] = group[..colon];
        }

        return table;
    }
}
