namespace SimdBackprop.Checking;

/// <summary>A gradient check did not pass; see <see cref="GradientCheckResult.ThrowIfFailed"/>.</summary>
public sealed class GradientCheckException : Exception
{
    internal GradientCheckException(GradientCheckResult result)
        : base($"The gradient check {(result.Verdict == GradientVerdict.Failed ? "failed" : "is inconclusive")}.{Environment.NewLine}{result}")
    {
        Result = result;
    }

    /// <summary>Everything the check found.</summary>
    public GradientCheckResult Result { get; }
}
