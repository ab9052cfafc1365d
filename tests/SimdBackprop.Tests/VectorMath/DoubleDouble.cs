namespace SimdBackprop.Tests;

/// <summary>An unevaluated sum of two doubles, about 106 bits: the arithmetic that the double functions are judged by.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble left, DoubleDouble right)
    {
        DoubleDouble high = Sum(left.High, right.High);
        DoubleDouble low = Sum(left.Low, right.Low);
        high = QuickSum(high.High, high.Low + low.High);
        return QuickSum(high.High, high.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble value) => new(-value.High, -value.Low);

    public static DoubleDouble operator -(DoubleDouble left, DoubleDouble right) => left + -right;

    public static DoubleDouble operator *(DoubleDouble left, DoubleDouble right)
    {
        double high = left.High * right.High;
        double low = Math.FusedMultiplyAdd(left.High, right.High, -high);
        return QuickSum(high, low + ((left.High * right.Low) + (left.Low * right.High)));
    }

    public static DoubleDouble operator /(DoubleDouble left, DoubleDouble right)
    {
        double first = left.High / right.High;
        DoubleDouble rest = left - (right * first);
        double second = rest.High / right.High;
        rest -= right * second;
        return QuickSum(first, second) + (rest.High / right.High);
    }

    /// <summary>The value times 2ⁿ; exact while nothing becomes subnormal.</summary>
    internal DoubleDouble ScaleB(int n) => new(Math.ScaleB(High, n), Math.ScaleB(Low, n));

    private static DoubleDouble Sum(double left, double right)
    {
        double sum = left + right;
        double roundedRight = sum - left;
        return new(sum, (left - (sum - roundedRight)) + (right - roundedRight));
    }

    private static DoubleDouble QuickSum(double large, double small)
    {
        double sum = large + small;
        return new(sum, small - (sum - large));
    }
}
