namespace SimdBackprop.Checking;

/// <summary>Which derivatives a gradient check compares.</summary>
public enum GradientCheckMode
{
    /// <summary>
    /// <see cref="Full"/> up to <see cref="GradientCheckOptions.AutoThreshold"/> parameters, <see cref="Directional"/> above.
    /// </summary>
    Auto,

    /// <summary>Every entry by itself: 2n evaluations of J for n parameters. Names the wrong entry.</summary>
    Full,

    /// <summary>
    /// ⟨g, v⟩ along random directions v in each parameter array: two evaluations of J a direction, whatever the size. Every entry
    /// takes part, so a wrong one shows, and halving the direction then names one: <see cref="GradientArrayResult.WrongEntry"/>.
    /// </summary>
    Directional,
}
