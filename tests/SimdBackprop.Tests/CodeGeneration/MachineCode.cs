using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>A method's machine code, read from what the runtime prints for DOTNET_JitDisasm.</summary>
/// <param name="Method">The method with its type arguments.</param>
/// <param name="IsOptimized">Whether the code is final: not what the runtime starts with, nor what a debugger wants.</param>
/// <param name="StackRegisters">The registers by which the method addresses its stack frame.</param>
/// <param name="Instructions">In the order of their addresses.</param>
/// <param name="Labels">For each label the index of the instruction it stands before.</param>
internal sealed partial record MachineCode(
    string Method,
    bool IsOptimized,
    IReadOnlyList<string> StackRegisters,
    IReadOnlyList<Instruction> Instructions,
    IReadOnlyDictionary<string, int> Labels)
{
    /// <summary>The methods of a dump.</summary>
    internal static IEnumerable<MachineCode> Read(string dump) => Listing().Split(dump).Skip(1).Select(ReadListing);

    /// <summary>The instructions from each label to the next.</summary>
    internal IEnumerable<Instruction[]> Blocks
    {
        get
        {
            int[] starts = [.. Labels.Values.Append(Instructions.Count).Order()];
            return starts.Zip(starts.Skip(1), (start, end) => Instructions.Skip(start).Take(end - start).ToArray());
        }
    }

    /// <summary>
    /// The innermost loops that contain such an instruction. A loop is a label with the jumps back to it, and reaches to the last of them; one in
    /// which another starts is not innermost. (Outer loops need not end behind inner ones: their tails may be placed before their heads.)
    /// </summary>
    internal IReadOnlyList<IReadOnlyList<Instruction>> InnermostLoops(Func<Instruction, bool> contain)
    {
        SortedDictionary<int, int> lastByFirst = [];
        for (int i = 0; i < Instructions.Count; i++)
        {
            if (Instructions[i].Target is { } label && Labels.TryGetValue(label, out int first) && first <= i)
            {
                lastByFirst[first] = i;
            }
        }

        (int First, int Last)[] loops =
        [
            .. from loop in lastByFirst
               where Enumerable.Range(loop.Key, loop.Value - loop.Key).Any(i => contain(Instructions[i]))
               select (loop.Key, loop.Value),
        ];
        return
        [
            .. from loop in loops
               where !Array.Exists(loops, other => other.First > loop.First && other.First <= loop.Last)
               select Instructions.Skip(loop.First).Take(loop.Last - loop.First + 1).ToArray(),
        ];
    }

    private static MachineCode ReadListing(string listing)
    {
        string[] lines = listing.Split('\n');
        List<Instruction> instructions = [];
        Dictionary<string, int> labels = [];
        foreach (string line in lines.Skip(1))
        {
            if (Label().Match(line) is { Success: true } label)
            {
                labels.Add(label.Groups["name"].Value, instructions.Count);
            }
            else if (line.StartsWith(' ') && !string.IsNullOrWhiteSpace(line))
            {
                instructions.Add(new Instruction(line.Trim()));
            }
        }

        (string method, string grade) = (Title().Match(lines[0]) is { Success: true } title)
            ? (title.Groups["method"].Value, title.Groups["grade"].Value)
            : (lines[0].Trim(), "");

        // In a frame based on rsp, rbp is a register like any other.
        bool usesFramePointer = listing.Contains("; rbp based frame", StringComparison.Ordinal);
        return new MachineCode(method, grade is "FullOpts" or "Tier1", usesFramePointer ? ["rsp", "rbp"] : ["rsp"], instructions, labels);
    }

    [GeneratedRegex("^; Assembly listing for method ", RegexOptions.Multiline)]
    private static partial Regex Listing();

    [GeneratedRegex(@"^(?<method>.*?)\s*\((?<grade>[^()]*)\)\s*$")]
    private static partial Regex Title();

    [GeneratedRegex(@"^(?<name>G_M\w+):")]
    private static partial Regex Label();
}
