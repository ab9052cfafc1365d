using System.Globalization;
using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>No kernel allocates once it is warm, on the caller's thread or a worker's.</summary>
public abstract class AllocationTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Fact]
    public void A_warm_kernel_allocates_nothing_on_any_tier_on_one_thread_or_two()
    {
        ToolResult run = ToolProcess.RunThisAssemblyWith([], AllocationRun.Command, typeof(T).Name);
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([.. AllocationRun.Measured<T>().Select(static one => one.Name), AllocationRun.OnWorker], lines.Select(static line => line.Split('\t')[1]));
        Assert.All(lines[..^1], static line => Assert.StartsWith("0\t", line, StringComparison.Ordinal));

        // The reading that must not be nothing.
        Assert.InRange(long.Parse(lines[^1].Split('\t')[0], CultureInfo.InvariantCulture), 1, long.MaxValue);
    }
}

public sealed class AllocationSingleTests : AllocationTests<float>;

public sealed class AllocationDoubleTests : AllocationTests<double>;
