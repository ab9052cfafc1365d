namespace SimdBackprop.Tests;

/// <summary>An unevaluated sum of two doubles, about 106 bits: sums of products against which double itself can be judged.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>This sum plus left · right, the product exact (its rounding error by a fused multiply-add).</summary>
    internal DoubleDouble PlusProduct(double left, double right)
    {
        double product = left * right;
        double error = Math.FusedMultiplyAdd(left, right, -product);
        DoubleDouble sum = TwoSum(High, product);
        return TwoSum(sum.High, sum.Low + Low + error);
    }

    /// <summary>|value − this|, rounded.</summary>
    internal double DistanceTo(double value) => Math.Abs(value - High - Low);

    private static DoubleDouble TwoSum(double left, double right)
    {
        double sum = left + right;
        double rest = sum - left;
        return new DoubleDouble(sum, left - (sum - rest) + (right - rest));
    }
}
