using System.Numerics;
using System.Reflection;
using SimdBackprop.Networks;

namespace SimdBackprop.Tests;

/// <summary>
/// Every operand of every entry of the registry, made one row or column too large or too small, or laid across a destination: each is refused with an
/// exception that names a parameter, before a byte is written. What the message says is in the tables of <see cref="BadInputTests{T}"/>.
/// </summary>
public abstract class UnfitOperandTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Assembly Library = typeof(Blas).Assembly;

    public static TheoryData<string> Names => [.. Entries.Select(static entry => entry.Name)];

    /// <summary>An entry of each overload, its edges given; other ways to use it take the same operands.</summary>
    private static IEnumerable<KernelEntry<T>> Entries =>
        KernelRegistry<T>.On(SimdInfo.Tier).Concat(KernelRegistry<T>.WithoutOptions).Where(static entry => entry.Cases.First().Extents.Length > 0);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operand_of_another_size_is_refused_and_nothing_is_written(string name)
    {
        KernelEntry<T> entry = Entries.Single(entry => entry.Name == name);
        KernelCase<T> fit = Typical(entry);
        int[] destinations = [.. new PlacedOperands<T>(fit).Destinations()];
        for (int i = 0; i < fit.Operands.Length && fit.Operands.Length > 1; i++)
        {
            Operand right = fit.Operands[i];
            foreach (Operand wrong in Sizes(right).Where(wrong => right.Length > 0 && !MayBe(entry, i, wrong, destinations.Contains(i))))
            {
                AssertRefused(entry, new PlacedOperands<T>(fit, i, wrong), $"operand {i} is {wrong} instead of {right}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operand_that_lies_across_a_destination_is_refused_and_nothing_is_written(string name)
    {
        KernelEntry<T> entry = Entries.Single(entry => entry.Name == name);
        KernelCase<T> fit = Typical(entry);
        foreach (int destination in new PlacedOperands<T>(fit).Destinations())
        {
            for (int i = 0; i < fit.Operands.Length; i++)
            {
                if (i != destination && i != fit.PackedOperand && fit.Operands[i].Length > 0)
                {
                    AssertRefused(entry, new PlacedOperands<T>(fit, i, destination), $"operand {i} begins at the second element of operand {destination}");
                }
            }
        }
    }

    private static void AssertRefused(KernelEntry<T> entry, PlacedOperands<T> operands, string what)
    {
        operands.Prepare();
        T[] before = [.. operands.All];
        Exception? error = Record.Exception(operands.Call);
        if (error is not ArgumentException refusal)
        {
            Assert.Fail($"{entry.Name}, {what}: {error?.GetType().Name ?? "accepted"}.");
            return;
        }

        Assert.Contains(refusal.ParamName, ParametersOf(entry.Method));
        Bits.AssertSame<T>(before, operands.All, $"{entry.Name}, {what}");
    }

    /// <summary>A case with an edge, and with all operands that there may be.</summary>
    private static KernelCase<T> Typical(KernelEntry<T> entry) => entry.Cases
        .Where(static one => one.Degree == 1 && one.Extents.All(static extent => extent.Size >= 2))
        .MaxBy(static one => one.Operands.Count(static operand => operand.Length > 0))!;

    /// <summary>
    /// Whether the call may have the operand: what is optional may be empty, with an empty destination nothing happens, and half a cost is none.
    /// </summary>
    private static bool MayBe(KernelEntry<T> entry, int i, Operand wrong, bool isDestination) => wrong.Length == 0
        ? isDestination || entry.Cases.Any(one => one.Operands[i].Length == 0 && one.Extents.All(static extent => extent.Size > 0))
        : entry.Method.Contains(".Evaluate", StringComparison.Ordinal) && isDestination && wrong.Rows == 1 && typeof(T) == typeof(float) && wrong.Length % 2 != 0;

    private static IEnumerable<Operand> Sizes(Operand right) =>
    [
        right with { Rows = right.Rows + 1 },
        right with { Rows = right.Rows - 1 },
        right with { Columns = right.Columns + 1 },
        right with { Columns = right.Columns - 1 },
    ];

    private static HashSet<string?> ParametersOf(string method)
    {
        string[] parts = method.Split('.');
        Type type = Library.GetExportedTypes().Single(type => type.Name.Split('`')[0] == parts[0] && type.Namespace != typeof(Reference.Blas).Namespace);
        IEnumerable<MethodBase> methods = parts[1] == "new" ? type.GetConstructors() : type.GetMethods().Concat(typeof(ICost<>).GetMethods());
        return [.. methods.Where(one => one.IsConstructor || one.Name == parts[1]).SelectMany(static one => one.GetParameters()).Select(static one => one.Name)];
    }
}

public sealed class UnfitOperandSingleTests : UnfitOperandTests<float>;

public sealed class UnfitOperandDoubleTests : UnfitOperandTests<double>;
