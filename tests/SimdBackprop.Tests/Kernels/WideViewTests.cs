using System.Numerics;

namespace SimdBackprop.Tests;

/// <summary>Every entry with a matrix works on views of more than 2³¹ elements: offsets are computed in native integers.</summary>
public abstract class WideViewTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [LinuxFact]
    public void Rows_may_be_so_far_apart_that_a_matrix_spans_more_elements_than_an_int_counts()
    {
        int entries = 0;
        foreach (KernelEntry<T> entry in KernelRegistry<T>.On(SimdInfo.Tier).Concat(KernelRegistry<T>.WithoutOptions))
        {
            // One that has every operand, and a matrix of enough rows; its vectors' only row is as it is.
            KernelCase<T>? large = entry.Cases
                .Where(static one => one.Degree == 1 && one.Operands.Any(static operand => operand.Rows > 5 && operand.Columns > 1))
                .MaxBy(static one => one.Operands.Count(static operand => operand.Length > 0));
            if (large is null)
            {
                continue;
            }

            foreach (SimdTier tier in Runs.Tiers)
            {
                using ArrayOperands<T> program = new(large, SimdTier.Scalar, degree: 1);
                using WideOperands<T> operands = new(large, tier);
                Assert.InRange(operands.LongestSpan, 1L << 31, long.MaxValue);
                program.RunProgram();
                large.Call(operands);
                Assert.True(operands.HasBitsOf(program), $"{entry.Name} on {SimdInfo.NameOf(tier)}: {large}");
            }

            entries++;
        }

        Assert.InRange(entries, 20, int.MaxValue);
    }
}

/// <summary>A fact that needs memory which is only taken where it is touched.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Memory is reserved without being taken by a call of Linux; this is another system.";
}

public sealed class WideViewSingleTests : WideViewTests<float>;

public sealed class WideViewDoubleTests : WideViewTests<double>;
