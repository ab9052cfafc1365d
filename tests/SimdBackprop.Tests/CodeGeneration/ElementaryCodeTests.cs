namespace SimdBackprop.Tests;

/// <summary>The machine code of the loops around elementary functions and optimisers' rules, as the runtime generates it on this machine.</summary>
public sealed class ElementaryCodeTests
{
    // The code generator stops inlining at 512 local variables, of which a long function has some 400. A loop with calls in it is a fifth as fast. Without a profile it inlines least.
    [FmaTheory]
    [InlineData(null, null)]
    [InlineData("DOTNET_EnableAVX512", "0")]
    public void No_loop_calls_anything(string? knob, string? value)
    {
        CodeDump dump = CodeDump.Of(ElementaryTour.Command, "*Elementwise:Steps* *MapKernel*:Fours* *PendingUpdate*:Complete*", ("DOTNET_TieredCompilation", "0"), (knob, value));

        // What is left over of the narrowest vectors goes element by element, which is no loop to be fast.
        MachineCode[] loops = [.. MachineCode.Read(dump.Listings).Where(static code => !code.Method.Contains("ScalarIsa", StringComparison.Ordinal))];
        Assert.All(loops, static loop => Assert.True(loop.IsOptimized, $"{loop.Method} is not optimised code"));
        Assert.Empty(loops.Where(static loop => loop.Instructions.Any(static instruction => instruction.IsCall)).Select(static loop => loop.Method));

        Assert.NotEmpty(dump.Lines);
        Assert.Empty(
            from marker in dump.Lines
            from parts in Expected
            where !Array.Exists(loops, loop => loop.Method.Contains(marker, StringComparison.Ordinal) && Array.TrueForAll(parts, part => loop.Method.Contains(part, StringComparison.Ordinal)))
            select $"{marker} {string.Join(' ', parts)}");
    }

    // Parts of the names of what there must be for every instruction set. Plain gradient descent is no rule to the epilogue.
    private static IEnumerable<string[]> Expected =>
    [
        .. ElementaryFunction.AllNames.Select(static name => new[] { ":Steps[", "MapStep`2", $"{name}Operator`1" }),
        .. ElementaryFunction.AllNames.Where(static name => name is not ("Erf" or "Gelu")).Select(static name => new[] { ":Fours[", "MapKernel`2", $"{name}Operator`1" }),
        .. new[] { "SgdRule", "MomentumRule", "AdamRule" }.SelectMany(static rule =>
            new string[][] { [":StepsOfRows[", "OuterUpdateStep`2", rule], ["Elementwise:Steps", ".UpdateStep`2", rule] }),
        .. new[] { "MomentumRule", "AdamRule" }.Select(static rule => new[] { "PendingUpdate`1", rule, ":Complete[" }),
    ];
}
