using System.Globalization;
using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Whether results are what they must be: ours to the bit, a peer's within what rounding can do. It looks at one slot.</summary>
internal sealed class VectorCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly VectorOperands<T> _operands;
    private readonly T[] _slot;
    private readonly T[] _expected;
    private readonly T[] _magnitudes;

    internal VectorCheck(VectorOperands<T> operands)
    {
        _operands = operands;
        operands.MoveToFirstSlot();
        _slot = operands.Slot.ToArray();
        Action<VectorOperands<T>> definition = OurVectors.Definition<T>(operands.Case.Operation);
        _expected = ResultOf(definition);

        // The same sums over magnitudes: what the roundings are in proportion to.
        Span<T> shortX = operands.ShortX, shortY = operands.Case.IsOnMatrix ? operands.ShortY : [];
        T[] x = shortX.ToArray(), y = shortY.ToArray();
        MakePositive(shortX);
        MakePositive(shortY);
        MakePositive(operands.Slot);
        definition(operands);
        _magnitudes = Array.ConvertAll(operands.Result.ToArray(), T.Abs);
        x.CopyTo(shortX);
        y.CopyTo(shortY);
        _slot.CopyTo(operands.Slot);
    }

    /// <summary>The first element that has other bits than the defining program's, described; null for none.</summary>
    internal string? DifferenceOfOurs(Action<VectorOperands<T>> call) => Difference(call, static (_, expected, actual) => Rounding.SameBits(expected, actual));

    /// <summary>The first element that no order of summation explains: two sums of n terms differ by at most 2 γ_n Σ|terms|.</summary>
    internal string? DifferenceOfPeer(Action<VectorOperands<T>> call)
    {
        // The product with α or a scaling, a root, and the rounding of the magnitudes themselves are the other roundings.
        const int OtherRoundings = 4;
        double factor = 2 * Rounding.Gamma<T>(_operands.Case.Terms + OtherRoundings);
        return Difference(call, (i, expected, actual) => Rounding.Within(expected, actual, factor * double.CreateTruncating(_magnitudes[i])));
    }

    private static void MakePositive(Span<T> values)
    {
        foreach (ref T value in values)
        {
            value = T.Abs(value);
        }
    }

    private string? Difference(Action<VectorOperands<T>> call, Func<int, T, T, bool> isRight)
    {
        T[] actual = ResultOf(call);
        int wrong = Enumerable.Range(0, actual.Length).FirstOrDefault(i => !isRight(i, _expected[i], actual[i]), -1);
        return wrong < 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"element {wrong} is {actual[wrong]:R}, the defining program says {_expected[wrong]:R}");
    }

    private T[] ResultOf(Action<VectorOperands<T>> call)
    {
        _operands.MoveToFirstSlot();
        if (_operands.Case.Traffic == Traffic.Read)
        {
            _operands.Result.Fill(T.NaN);
        }

        call(_operands);
        T[] result = _operands.Result.ToArray();
        _slot.CopyTo(_operands.Slot);
        return result;
    }
}
