namespace SimdBackprop.Training;

/// <summary>x to a whole power by repeated squaring: multiplications only, so that every platform has the same bits, which Math.Pow does not promise.</summary>
internal static class IntegerPower
{
    internal static double Of(double x, long exponent)
    {
        double power = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            power = (exponent & 1) != 0 ? power * x : power;
            x *= x;
        }

        return power;
    }
}
