namespace SimdBackprop.Tests;

/// <summary>The machine code of the elementary functions' loops, as the runtime generates it on this machine.</summary>
public sealed class ElementaryCodeTests
{
    // The code generator stops inlining at 512 local variables, of which a long function has some 400. A loop with calls in it is a fifth as fast.
    [FmaTheory]
    [InlineData(null, null)]
    [InlineData("DOTNET_EnableAVX512", "0")]
    public void No_loop_calls_anything(string? knob, string? value)
    {
        string file = Path.GetTempFileName();
        try
        {
            List<(string, string)> environment = [("DOTNET_TieredCompilation", "0"), ("DOTNET_JitDisasm", "*Elementwise:Steps*"), ("DOTNET_JitStdOutFile", file)];
            if (knob is not null)
            {
                environment.Add((knob, value!));
            }

            ToolResult tour = ToolProcess.RunThisAssemblyWith([.. environment], ElementaryTour.Command);
            Assert.Equal((0, ""), (tour.ExitCode, tour.Errors));

            MachineCode[] loops = [.. MachineCode.Read(File.ReadAllText(file)).Where(static code => code.Method.Contains("MapStep", StringComparison.Ordinal))];
            Assert.All(loops, static loop => Assert.True(loop.IsOptimized, $"{loop.Method} is not optimised code"));
            Assert.Empty(loops.Where(static loop => loop.Instructions.Any(static instruction => instruction.IsCall)).Select(static loop => loop.Method));
            Assert.True(loops.Length >= int.Parse(tour.Output, System.Globalization.CultureInfo.InvariantCulture), $"only {loops.Length} of {tour.Output.Trim()} loops were compiled");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
