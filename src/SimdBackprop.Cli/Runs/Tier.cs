namespace SimdBackprop.Cli;

/// <summary>The tier that the kernels run on.</summary>
internal static class Tier
{
    /// <summary>Its name. A command asks before any work, so that a wrong environment variable is its first complaint.</summary>
    /// <exception cref="UnusableException">SIMDBACKPROP_TIER is set and names no tier.</exception>
    internal static string InUse()
    {
        try
        {
            return SimdInfo.NameOf(SimdInfo.Tier);
        }
        catch (InvalidOperationException error)
        {
            throw new UnusableException(error.Message, error);
        }
    }
}
