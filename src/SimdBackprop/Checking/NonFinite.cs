namespace SimdBackprop.Checking;

/// <summary>Finds NaN and infinities.</summary>
internal static class NonFinite
{
    /// <summary>The index of the first value that is NaN or infinite; −1 if there is none.</summary>
    internal static int IndexOfNonFinite(this Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
