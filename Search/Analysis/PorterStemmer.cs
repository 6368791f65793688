namespace PromptGrid.Search.Analysis;

/// <summary>The Porter stemmer: "terminals" and "terminal" become "termin".</summary>
/// <remarks>M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980; the steps keep the paper's numbers,
/// with the two later changes of his reference implementation (bli → ble, logi → log).</remarks>
internal ref struct PorterStemmer
{
    private static readonly (string Suffix, string By)[] SecondStep =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string By)[] ThirdStep =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] FourthStep =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism", "ate", "iti", "ous",
        "ive", "ize",
    ];

    private readonly Span<char> _word;
    private int _length;
    private int _stem;

    private PorterStemmer(Span<char> word)
    {
        _word = word;
        _length = word.Length;
    }

    /// <summary>Stems a lower-case word in place.</summary>
    /// <returns>How many letters remain. Words of fewer than three letters, or with anything but a–z, stay whole.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length < 3)
            return word.Length;
        foreach (var c in word)
        {
            if (c is < 'a' or > 'z')
                return word.Length;
        }

        var stemmer = new PorterStemmer(word);
        stemmer.Plurals();
        stemmer.TerminalY();
        stemmer.DoubleSuffixes();
        stemmer.Suffixes();
        stemmer.LastSuffix();
        stemmer.FinalLetters();
        return stemmer._length;
    }

    public static string Stem(ReadOnlySpan<char> word)
    {
        Span<char> copy = stackalloc char[word.Length];
        word.CopyTo(copy);
        return new string(copy[..Stem(copy)]);
    }

    private readonly bool IsConsonant(int i) => _word[i] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => i == 0 || !IsConsonant(i - 1),
        _ => true,
    };

    // How many times a vowel sequence is followed by a consonant sequence before the suffix: the paper's m.
    private readonly int Measure()
    {
        int i = 0, measure = 0;
        while (i < _stem && IsConsonant(i))
            i++;
        while (i < _stem)
        {
            while (i < _stem && !IsConsonant(i))
                i++;
            if (i >= _stem)
                break;
            measure++;
            while (i < _stem && IsConsonant(i))
                i++;
        }

        return measure;
    }

    private readonly bool StemHasVowel()
    {
        for (var i = 0; i < _stem; i++)
        {
            if (!IsConsonant(i))
                return true;
        }

        return false;
    }

    private readonly bool EndsInDoubleConsonant(int length) =>
        length >= 2 && _word[length - 1] == _word[length - 2] && IsConsonant(length - 1);

    // Consonant, vowel, consonant, where the last is not w, x or y: the paper's *o.
    private readonly bool EndsInShortSyllable(int length) =>
        length >= 3 && IsConsonant(length - 1) && !IsConsonant(length - 2) && IsConsonant(length - 3) && _word[length - 1] is not ('w' or 'x' or 'y');

    private bool Ends(string suffix)
    {
        if (!_word[.._length].EndsWith(suffix, StringComparison.Ordinal))
            return false;
        _stem = _length - suffix.Length;
        return true;
    }

    private void Replace(string by)
    {
        by.CopyTo(_word[_stem..]);
        _length = _stem + by.Length;
    }

    // Steps 1a and 1b.
    private void Plurals()
    {
        if (Ends("sses") || Ends("ies"))
            _length -= 2;
        else if (_word[_length - 1] == 's' && !Ends("ss"))
            _length--;

        if (Ends("eed"))
        {
            if (Measure() > 0)
                _length--;
        }
        else if ((Ends("ed") || Ends("ing")) && StemHasVowel())
        {
            _length = _stem;
            if (Ends("at") || Ends("bl") || Ends("iz"))
            {
                _word[_length++] = 'e';
            }
            else if (EndsInDoubleConsonant(_length))
            {
                if (_word[_length - 1] is not ('l' or 's' or 'z'))
                    _length--;
            }
            else
            {
                _stem = _length;
                if (Measure() == 1 && EndsInShortSyllable(_length))
                    _word[_length++] = 'e';
            }
        }
    }

    // Step 1c.
    private void TerminalY()
    {
        if (Ends("y") && StemHasVowel())
            _word[_length - 1] = 'i';
    }

    // Step 2.
    private void DoubleSuffixes() => ReplaceFirst(SecondStep);

    // Step 3.
    private void Suffixes() => ReplaceFirst(ThirdStep);

    private void ReplaceFirst((string Suffix, string By)[] rules)
    {
        foreach (var (suffix, by) in rules)
        {
            if (!Ends(suffix))
                continue;
            if (Measure() > 0)
                Replace(by);
            return;
        }
    }

    // Step 4.
    private void LastSuffix()
    {
        foreach (var suffix in FourthStep)
        {
            if (!Ends(suffix))
                continue;
            // Of "sion" and "tion" only "ion" is the suffix; the letter before it is a condition.
            if (suffix is "sion" or "tion")
                _stem++;
            if (Measure() > 1)
                _length = _stem;
            return;
        }
    }

    // Step 5.
    private void FinalLetters()
    {
        _stem = _length - 1;
        if (_word[_length - 1] == 'e')
        {
            var measure = Measure();
            if (measure > 1 || (measure == 1 && !EndsInShortSyllable(_length - 1)))
                _length--;
        }

        _stem = _length - 1;
        if (_word[_length - 1] == 'l' && EndsInDoubleConsonant(_length))
        {
            _stem = _length;
            if (Measure() > 1)
                _length--;
        }
    }
}
