using System.Text.RegularExpressions;

namespace SimdBackprop.Tests;

/// <summary>One x64 instruction as the runtime's code generator prints it.</summary>
internal sealed partial record Instruction(string Text)
{
    /// <summary>The accumulator of a multiply-add, if it is one: its first operand.</summary>
    internal string? Accumulator => MultiplyAdd().Match(Text) is { Success: true } match ? match.Groups["to"].Value : null;

    /// <summary>ps, pd, ss or sd: which multiply-add it is, if it is one.</summary>
    internal string? MultiplyAddType => MultiplyAdd().Match(Text) is { Success: true } match ? match.Groups["type"].Value : null;

    /// <summary>Where it jumps to, if it does.</summary>
    internal string? Target => Jump().Match(Text) is { Success: true } match ? match.Groups["label"].Value : null;

    internal bool IsCall => Call().IsMatch(Text);

    /// <summary>Whether it makes or removes a frame.</summary>
    internal bool MovesStack => StackMove().IsMatch(Text);

    /// <summary>Whether it reads or writes a vector register.</summary>
    internal bool NamesVector => Vector().IsMatch(Text);

    /// <summary>From one vector register to another.</summary>
    internal bool IsVectorMove => VectorMove().IsMatch(Text);

    /// <summary>Whether it names memory by the register: [rsp], [rbp-0x30].</summary>
    internal bool Addresses(string register) => Text.Contains($"[{register}", StringComparison.Ordinal);

    [GeneratedRegex(@"^vfmadd(132|213|231)(?<type>[ps][sd])\s+(?<to>[xyz]mm\d+),")]
    private static partial Regex MultiplyAdd();

    [GeneratedRegex(@"^j\w+\s+(SHORT\s+)?(?<label>G_M\w+)")]
    private static partial Regex Jump();

    [GeneratedRegex(@"^call\b")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(push|pop|ret)\b|^(sub|add)\s+rsp,")]
    private static partial Regex StackMove();

    [GeneratedRegex(@"\b[xyz]mm\d+")]
    private static partial Regex Vector();

    [GeneratedRegex(@"^v?mov\w+\s+[xyz]mm\d+,\s*[xyz]mm\d+")]
    private static partial Regex VectorMove();
}
