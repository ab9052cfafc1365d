namespace SimdBackprop.Tests;

/// <summary>Memory that runs out is an <see cref="OutOfMemoryException"/> at the call that wanted it, and nothing else: in a process with little memory.</summary>
public sealed class MemoryShortageTests
{
    [Theory]
    [InlineData(nameof(Single))]
    [InlineData(nameof(Double))]
    public void A_process_goes_on_after_it_has_run_out_of_memory(string element)
    {
        ToolResult run = ToolProcess.RunThisAssemblyWith([("DOTNET_GCHeapHardLimit", MemoryShortage.Limit)], MemoryShortage.Command, element);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(4, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
