namespace SimdBackprop.Tests;

/// <summary>Errors in units in the last place of the exact result.</summary>
internal static class Ulp
{
    /// <summary>
    /// abs(computed − exact) in float's last place at exact. An infinity counts as the power of two after the largest number.
    /// </summary>
    internal static double ErrorOf(float computed, double exact)
    {
        if (float.IsNaN(computed) || double.IsNaN(exact))
        {
            return float.IsNaN(computed) && double.IsNaN(exact) ? 0 : double.PositiveInfinity;
        }

        double limit = Math.ScaleB(1, 128);
        double value = float.IsInfinity(computed) ? Math.CopySign(limit, computed) : computed;
        double bounded = Math.Clamp(exact, -limit, limit);
        int exponent = bounded == 0 ? -126 : Math.Clamp(Math.ILogB(bounded), -126, 127);
        return Math.Abs(value - bounded) / Math.ScaleB(1, exponent - 23);
    }

    /// <summary>The same for double, the exact result being value·2^exponent.</summary>
    internal static double ErrorOf(double computed, DoubleDouble value, int exponent)
    {
        if (double.IsNaN(computed) || double.IsNaN(value.High))
        {
            return double.IsNaN(computed) && double.IsNaN(value.High) ? 0 : double.PositiveInfinity;
        }

        // Everything is brought to the scale of value, where nothing overflows or is subnormal.
        int magnitude = value.High == 0 ? -1022 : Math.ILogB(value.High) + exponent;
        int place = Math.Clamp(magnitude, -1022, 1023) - 52;
        DoubleDouble exact = magnitude > 1023 ? new(Math.CopySign(2, value.High), 0) : value.ScaleB(exponent - magnitude);
        int scale = magnitude > 1023 ? 1023 : magnitude;
        double scaled = double.IsInfinity(computed)
            ? Math.CopySign(Math.ScaleB(1, 1024 - scale), computed)
            : Math.ScaleB(Math.ScaleB(computed, -scale / 2), -scale - (-scale / 2));
        return Math.ScaleB(Math.Abs((exact - scaled).High), Math.Max(scale - place, -2000));
    }
}
