using System.Collections.Immutable;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Starters;

/// <summary>What an empty grid shows first: one prompt of each type, written for it.</summary>
internal static class StarterPrompts
{
    public static readonly ImmutableArray<PromptDraft> All =
    [
        new PromptDraft
        {
            Title = "Explain it at three depths",
            Description = "One topic, three honest explanations: for a curious child, a student and a colleague.",
            Type = PromptTypes.Text,
            Content = """
                Explain {{topic}} three times, each in at most 120 words.

                1. To a curious ten-year-old: one everyday picture, no technical words.
                2. To a first-year student: the mechanism, with the two terms they should look up.
                3. To a colleague from a neighbouring field: the trade-off that experts argue about.

                End with one sentence that says what all three explanations leave out.
                """,
            Tags = ["explain", "teaching", "writing"],
            Category = "education",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Rubber duck that asks back",
            Description = "A debugging partner that never gives the answer before you have a hypothesis.",
            Type = PromptTypes.Chat,
            Content = "",
            Messages =
            [
                new PromptMessage("system", "You help a developer debug by asking, not by telling. Ask one short question at a time. First learn what was expected and what happened instead, then ask for the smallest input that still fails. Offer a cause only after the developer has named one, and say which observation would prove it wrong."),
                new PromptMessage("user", "{{problem}}"),
            ],
            Parameters = new RawJson("""{"temperature":0.3}"""),
            Tags = ["debugging", "socratic", "pair-programming"],
            Category = "coding",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Function with its own proof of work",
            Description = "Asks for a function together with the tests that would catch a wrong one.",
            Type = PromptTypes.Code,
            Content = """
                Write a function in {{language}} that {{task}}.

                Rules:
                - State the contract first: inputs, outputs, errors, and the cost in big-O.
                - Then the code, without dependencies outside the standard library.
                - Then five tests: a usual case, an empty case, the largest sensible case, a hostile input, and one that fails for the most tempting wrong solution. Name that wrong solution.
                """,
            Parameters = new RawJson("""{"programmingLanguage":"any","temperature":0}"""),
            Variables = [new PromptVariable("language", "string", false, new RawJson("\"C#\""), "Programming language"), new PromptVariable("task", "string", true, null, "What the function does, starting with a verb")],
            Tags = ["testing", "code-generation"],
            Category = "coding",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Lighthouse in the last minute of light",
            Description = "A calm coastal scene that tests how a model handles one warm light in a cold picture.",
            Type = PromptTypes.Image,
            Content = "a small stone lighthouse on a basalt headland, the lamp just lit, last minute of blue hour, sea mist in layers, a single warm window, wet rock reflecting the beam, seen from the water, wide composition with two thirds sky",
            Parameters = new RawJson("""{"negativePrompt":"text, watermark, people, boats","width":1216,"height":832,"guidanceScale":6.5,"steps":30,"seed":271828}"""),
            Tags = ["landscape", "blue-hour", "sea"],
            Category = "art",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Night train, rain on the window",
            Description = "Ambient bed for reading or falling asleep.",
            Type = PromptTypes.Audio,
            Content = "slow ambient piece, felt piano with long decay over the rhythm of a night train, soft rain on glass to the left, no drums, no melody that asks for attention, a low drone that rises once near the end and settles",
            Parameters = new RawJson("""{"style":"ambient","durationSeconds":180,"tempoBpm":58}"""),
            Tags = ["ambient", "sleep", "rain"],
            Category = "music",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "One seed becomes a meadow",
            Description = "A single continuous shot with a clear beginning, middle and end.",
            Type = PromptTypes.Video,
            Content = "macro shot of one seed on dark soil, it rains, a shoot breaks the surface, the camera rises slowly without a cut as stems and flowers follow it upward, ending high above a meadow in full bloom moving in the wind, natural light from overcast to sun",
            Parameters = new RawJson("""{"durationSeconds":12,"fps":24,"camera":"slow vertical rise","aspectRatio":"16:9"}"""),
            Tags = ["nature", "one-shot", "growth"],
            Category = "art",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Meeting notes to decisions",
            Description = "Turns rambling notes into decisions, owners and open questions as JSON.",
            Type = PromptTypes.Structured,
            Content = """
                Read the notes and answer with JSON only:
                {"decisions":[{"what":"","why":"","owner":"","due":"YYYY-MM-DD or null"}],"open":[{"question":"","who_can_answer":""}],"not_decided":[""]}

                A decision is something somebody will now do or stop doing; a wish is not. Where no owner was named, write "nobody yet". Do not invent dates.

                Notes:
                {{notes}}
                """,
            Parameters = new RawJson("""{"format":"json","temperature":0}"""),
            Tags = ["meetings", "extraction", "json"],
            Category = "productivity",
            License = "CC0-1.0",
            Language = "en",
        },
        new PromptDraft
        {
            Title = "Careful release notes",
            Description = "A skill for writing release notes that a user, not a committer, can act on.",
            Type = PromptTypes.Skill,
            Content = """
                # Careful release notes

                Use this when somebody asks for release notes and gives commits, pull requests or a diff.

                1. Sort changes by what a user must do: act now, may try, need not know.
                2. For "act now", say who is affected, what breaks, and the exact step that mends it.
                3. For "may try", one sentence each, beginning with what they can do now.
                4. Leave out refactoring, unless it changes speed or memory: then give the figure and how it was measured.
                5. Name the people who reported what was fixed.
                6. Read it once as somebody who upgrades on a Friday evening, and cut what does not help them.
                """,
            Parameters = new RawJson("""{"allowedTools":["git"]}"""),
            Tags = ["release-notes", "writing", "agent"],
            Category = "productivity",
            License = "CC0-1.0",
            Language = "en",
        },
    ];
}
