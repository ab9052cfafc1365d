namespace SimdBackprop.Checking;

/// <summary>What a gradient check found.</summary>
public enum GradientVerdict
{
    /// <summary>The gradient is that of the function, within the bounds.</summary>
    Passed,

    /// <summary>It is not, or a value is NaN or infinite.</summary>
    Failed,

    /// <summary>Nothing checked is wrong, but too much could not be checked: kinks, or entries left out.</summary>
    Inconclusive,
}
