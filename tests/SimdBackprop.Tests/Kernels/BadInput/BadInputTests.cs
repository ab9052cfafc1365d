using System.Numerics;
using System.Reflection;

namespace SimdBackprop.Tests;

/// <summary>Every way to call Blas and Dense wrongly: the exception, what it says, and that nothing was written.</summary>
public abstract class BadInputTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly BadCall<T>[] Table = [.. BlasBadCalls<T>.All, .. DenseBadCalls<T>.All];

    public static TheoryData<string> Names => [.. Table.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_call_names_the_parameter_and_the_shapes_and_writes_nothing(string name)
    {
        BadCall<T> row = Table.Single(row => row.Name == name);
        Arena<T> arena = new();
        T[] before = (T[])arena.Memory.Clone();
        ArgumentException error = Assert.Throws<ArgumentException>(() => row.Call(arena));
        Assert.Equal(row.Parameter, error.ParamName);
        Assert.All(row.Mentions, mention => Assert.Contains(mention, error.Message, StringComparison.Ordinal));
        Bits.AssertSame<T>(before, arena.Memory, row.Name);
    }

    [Fact]
    public void Every_public_entry_with_more_than_one_operand_has_rows()
    {
        HashSet<string> entries = [.. PublicEntries.Names.Except(["Sum", "Asum", "Nrm2", "IAmax", "Scal"])];
        Assert.Equal(entries.Order(), Table.Select(row => row.Entry).Distinct().Order());
    }

    [Fact]
    public void Interleaved_columns_of_one_matrix_may_be_input_and_output()
    {
        foreach (KernelOptions options in Runs.EachTier)
        {
            TestMatrix<T> memory = TestMatrix<T>.Of(7, 40, 2, new Random(62));
            TestMatrix<T> b = TestMatrix<T>.Of(18, 22, 0, new Random(63));
            TestMatrix<T> expected = memory.Clone();
            Reference.Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, memory.View.Slice(0, 0, 7, 18), b.Input, T.One, expected.View.Slice(0, 18, 7, 22));
            Blas.Gemm<T>(Transpose.No, Transpose.No, T.One, memory.View.Slice(0, 0, 7, 18), b.Input, T.One, memory.View.Slice(0, 18, 7, 22), options);
            Bits.AssertSame(expected, memory, Runs.Name(options));
        }
    }
}

/// <summary>The names of the public methods of Blas and Dense.</summary>
internal static class PublicEntries
{
    internal static IEnumerable<string> Names => new[] { typeof(Blas), typeof(Dense) }
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(method => method.Name)
        .Distinct();
}

public sealed class BadInputSingleTests : BadInputTests<float>;

public sealed class BadInputDoubleTests : BadInputTests<double>;
