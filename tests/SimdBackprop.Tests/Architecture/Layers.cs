using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>The layers from bottom to top, and the check that no file names a type of a layer above its own.</summary>
internal static partial class Layers
{
    internal static readonly string[] BottomUp = ["Tensors", "Kernels", "Networks", "Checking", "Data", "Training", "SimdBackprop.Cli"];

    // What can stand before a type's name without making that name a member's, a local's or a parameter's.
    private static readonly HashSet<string> Keywords =
    [
        "new", "return", "is", "as", "in", "out", "ref", "public", "private", "internal", "protected", "static", "readonly", "sealed", "override",
        "virtual", "abstract", "const", "params", "this", "scoped", "case", "where", "and", "or", "not", "await", "throw", "using", "event",
        "partial", "required", "volatile", "extern", "unsafe", "async", "else", "do", "implicit", "explicit", "operator", "file", "yield",
        "stackalloc", "namespace",
    ];

    /// <summary>The layer of a path below the root, −1 for a file that is in none.</summary>
    internal static int Of(string path)
    {
        string[] parts = path.Split('/');
        return parts is ["src", "SimdBackprop.Cli", ..] ? Array.IndexOf(BottomUp, "SimdBackprop.Cli")
            : parts is ["src", "SimdBackprop", _, _, ..] ? Array.IndexOf(BottomUp, parts[2])
            : -1;
    }

    /// <summary>One line for each place where a file names a type, or the namespace, of a higher layer.</summary>
    internal static List<string> Violations(IEnumerable<SourceFile> files)
    {
        SourceFile[] all = [.. files];
        Dictionary<string, int> lowest = [];
        foreach (SourceFile file in all)
        {
            foreach (Match declaration in Declaration().Matches(file.Code))
            {
                string name = declaration.Groups["name"].Value;
                lowest[name] = Math.Min(lowest.GetValueOrDefault(name, int.MaxValue), Of(file.Path));
            }
        }

        return [.. all.SelectMany(file => ViolationsIn(file, lowest))];
    }

    private static IEnumerable<string> ViolationsIn(SourceFile file, Dictionary<string, int> lowest)
    {
        int layer = Of(file.Path);
        Match[] tokens = Token().Matches(file.Code).ToArray();
        HashSet<string> members = [.. Enumerable.Range(0, tokens.Length).Where(i => NamesAMember(tokens, i)).Select(i => tokens[i].Value)];
        for (int i = 0; i < tokens.Length; i++)
        {
            string name = tokens[i].Value;
            bool ofNamespace = IsNamespacePart(tokens, i) && Array.IndexOf(BottomUp, name) > layer;
            bool ofType = lowest.GetValueOrDefault(name, -1) > layer && NamesAType(tokens, i, members.Contains(name));
            if (ofNamespace || ofType)
            {
                int line = file.Code.AsSpan(0, tokens[i].Index).Count('\n') + 1;
                yield return $"{file.Path}({line}): {name}";
            }
        }
    }

    private static bool IsNamespacePart(Match[] tokens, int i) => Text(tokens, i - 1) == "." && Text(tokens, i - 2) == "SimdBackprop";

    private static bool NamesAType(Match[] tokens, int i, bool alsoAMember)
    {
        string before = Text(tokens, i - 1);
        if (before == ".")
        {
            string qualifier = Text(tokens, i - 2);
            return qualifier is "SimdBackprop" or "Reference" || BottomUp.Contains(qualifier);
        }

        if (NamesAMember(tokens, i))
        {
            return false;
        }

        // A bare name that this file also declares as a member's is that member, unless its place allows a type only.
        string after = Text(tokens, i + 1);
        bool typesOnly = before is "new" or ":" or "<" || char.IsLetter(after[0]) || after[0] == '_' || Text(tokens, i - 2) == "typeof";
        return typesOnly || !alsoAMember;
    }

    // "int Name", "List<int> Name", "int[] Name", "{ Name = …", "Name: …": a name being declared or assigned.
    private static bool NamesAMember(Match[] tokens, int i)
    {
        if (!char.IsLetter(tokens[i].Value[0]))
        {
            return false;
        }

        string before = Text(tokens, i - 1);
        string after = Text(tokens, i + 1);
        bool afterType = before is ">" or "]" or "?" && after is not ("." or "<") && !char.IsLetter(after[0]);
        bool declared = afterType || (char.IsLetter(before[0]) && !Keywords.Contains(before));
        bool initialised = before is "{" or "," && after == "=";
        bool argument = before is "(" or "," && after == ":";
        return declared || initialised || argument;
    }

    private static string Text(Match[] tokens, int i) => i >= 0 && i < tokens.Length ? tokens[i].Value : " ";

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)\s+(?<name>[A-Z]\w*)|\bdelegate\s+[\w<>\[\],?.*\s]+?\s(?<name>[A-Z]\w*)\s*[<(]")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"[A-Za-z_]\w*|==|=>|::|\S")]
    private static partial Regex Token();
}
