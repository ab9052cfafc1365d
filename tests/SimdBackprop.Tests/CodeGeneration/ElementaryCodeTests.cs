namespace SimdBackprop.Tests;

/// <summary>The machine code of the loops around elementary functions and optimisers' rules, as the runtime generates it on this machine.</summary>
public sealed class ElementaryCodeTests
{
    private static readonly string[] Rules = ["SgdRule", "MomentumRule", "AdamRule"];

    // The code generator stops inlining at 512 local variables, of which a long function has some 400. A loop with calls in it is a fifth as fast. Without a profile it inlines least.
    [FmaTheory]
    [InlineData(null, null)]
    [InlineData("DOTNET_EnableAVX512", "0")]
    public void No_loop_calls_anything(string? knob, string? value)
    {
        string file = Path.GetTempFileName();
        try
        {
            List<(string, string)> environment = [("DOTNET_TieredCompilation", "0"), ("DOTNET_JitDisasm", "*Elementwise:Steps* *UpdateEpilogue*:Rows*"), ("DOTNET_JitStdOutFile", file)];
            if (knob is not null)
            {
                environment.Add((knob, value!));
            }

            ToolResult tour = ToolProcess.RunThisAssemblyWith([.. environment], ElementaryTour.Command);
            Assert.Equal((0, ""), (tour.ExitCode, tour.Errors));

            // What is left over of the narrowest vectors goes element by element, which is no loop to be fast.
            MachineCode[] loops = [.. MachineCode.Read(File.ReadAllText(file)).Where(static code => !code.Method.Contains("ScalarIsa", StringComparison.Ordinal))];
            Assert.All(loops, static loop => Assert.True(loop.IsOptimized, $"{loop.Method} is not optimised code"));
            Assert.Empty(loops.Where(static loop => loop.Instructions.Any(static instruction => instruction.IsCall)).Select(static loop => loop.Method));

            string[] markers = tour.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            Assert.NotEmpty(markers);
            IEnumerable<string[]> expected =
            [
                .. ElementaryFunction.AllNames.Select(static name => new[] { ":Steps[", $"MapStep`2", $"{name}Operator`1" }),
                .. ElementaryFunction.AllNames.Where(static name => name == "Sigmoid").Select(static name => new[] { ":StepsOfFour[", $"{name}Operator`1" }),
                .. Rules.Select(static rule => new[] { ":StepsOfRows[", "OuterUpdateStep`2", rule }),
                .. Rules.Select(static rule => new[] { "Elementwise:Steps", ".UpdateStep`2", rule }),
            ];
            Assert.Empty(
                from marker in markers
                from parts in expected
                where !Array.Exists(loops, loop => loop.Method.Contains(marker, StringComparison.Ordinal) && Array.TrueForAll(parts, part => loop.Method.Contains(part, StringComparison.Ordinal)))
                select $"{marker} {string.Join(' ', parts)}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
