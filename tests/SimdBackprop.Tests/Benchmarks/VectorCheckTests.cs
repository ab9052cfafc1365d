using System.Numerics;
using SimdBackprop.Benchmarks;

namespace SimdBackprop.Tests;

public abstract class VectorCheckTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const long MemoryBytes = 1 << 20;

    public static TheoryData<string> Operations => [.. Enum.GetNames<VectorOperation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Ours_and_the_base_library_pass(string operation)
    {
        using VectorMemory<T> memory = new(MemoryBytes);
        StreamedCase streamed = Case(operation);
        using VectorOperands<T> operands = new(streamed, memory);
        VectorCheck<T> check = new(operands);
        Assert.Null(check.DifferenceOfOurs(OurVectors.Kernel<T>(streamed.Operation, new KernelOptions())));
        Assert.Null(check.DifferenceOfPeer(new TensorPrimitivesPeer().RoutineFor<T>(streamed)!.Call));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_wrong_result_is_found(string operation)
    {
        using VectorMemory<T> memory = new(MemoryBytes);
        StreamedCase streamed = Case(operation);
        using VectorOperands<T> operands = new(streamed, memory);
        VectorCheck<T> check = new(operands);
        Action<VectorOperands<T>> kernel = OurVectors.Kernel<T>(streamed.Operation, new KernelOptions());
        Assert.NotNull(check.DifferenceOfOurs(o => Spoil(o, T.BitIncrement)));
        Assert.NotNull(check.DifferenceOfPeer(o => Spoil(o, value => value + value + T.One)));
        Assert.NotNull(check.DifferenceOfPeer(_ => { }));

        void Spoil(VectorOperands<T> o, Func<T, T> change)
        {
            kernel(o);
            o.Result[^1] = change(o.Result[^1]);
        }
    }

    [Fact]
    public void A_peer_that_rounds_its_products_passes_where_they_cancel()
    {
        using VectorMemory<T> memory = new(MemoryBytes);
        StreamedCase streamed = Case(nameof(VectorOperation.Ger));
        using VectorOperands<T> operands = new(streamed, memory);
        T third = T.One / T.CreateChecked(3);
        operands.ShortX.Fill(third);
        operands.ShortY.Fill(-third);
        operands.Slot.Fill(operands.Scalar * third * third);
        VectorCheck<T> check = new(operands);

        Assert.Null(check.DifferenceOfPeer(new TensorPrimitivesPeer().RoutineFor<T>(streamed)!.Call));
    }

    [Fact]
    public void Calls_walk_through_all_of_the_memory_and_begin_again()
    {
        using VectorMemory<T> memory = new(MemoryBytes);
        int slot = memory.Span.Length / 3;
        Assert.Equal([0, slot, 2 * slot, 0], Enumerable.Range(0, 4).Select(_ => memory.Take(slot)));
        Assert.Equal(slot, memory.Take(slot, slots: 2));
        Assert.Equal(0, memory.Take(slot));
        Assert.Equal([slot, 2 * slot, 0], ((int[])[0, slot, 2 * slot]).Select(start => memory.After(start, slot)));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation_has_a_stream_to_be_held_against(string operation)
    {
        using VectorMemory<T> memory = new(MemoryBytes);
        Crew crew = new(2);
        StreamedCase streamed = Case(operation);
        foreach (SimdTier tier in Enum.GetValues<SimdTier>())
        {
            Contestant stream = BandwidthStream.Create(streamed, tier, crew, memory);
            Assert.Equal(streamed.ElementsMoved * VectorMemory<T>.SizeOfElement, stream.Work);
            stream.Run(3);
        }

        Assert.All(memory.Span.ToArray(), value => Assert.True(T.IsFinite(value)));
    }

    private static StreamedCase Case(string operation)
    {
        VectorOperation parsed = Enum.Parse<VectorOperation>(operation);
        return new StreamedCase(parsed, 1, 1).IsOnMatrix ? new StreamedCase(parsed, 60, 72) : new StreamedCase(parsed, 1, 4_321);
    }
}

public sealed class VectorCheckSingleTests : VectorCheckTests<float>;

public sealed class VectorCheckDoubleTests : VectorCheckTests<double>;
