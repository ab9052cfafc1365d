namespace SimdBackprop.Training;

/// <summary>
/// Training ends when the cost on a validation set has not fallen for some epochs, and the parameters of the epoch where it was least are kept (Prechelt, 1998). The
/// validation set is a seeded share of the training set, which is then not learnt from; a test set has no say.
/// </summary>
/// <param name="validationShare">The share of the training set, above 0 and below 1.</param>
/// <param name="patience">Epochs without a fall after which training ends, at least 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class EarlyStopping(double validationShare = 0.1, int patience = 5)
{
    /// <summary>The share of the training set that is held out.</summary>
    public double ValidationShare { get; } = validationShare is > 0 and < 1
        ? validationShare
        : throw new ArgumentOutOfRangeException(nameof(validationShare), validationShare, "validationShare is above 0 and below 1.");

    /// <summary>Epochs without a fall after which training ends.</summary>
    public int Patience { get; } = HyperParameter.AtLeastOne(patience);

    /// <summary>How many of so many samples are held out: their share, rounded to the nearest, halves up. A training needs at least one on either side.</summary>
    /// <param name="samples">The samples of the training set.</param>
    public int ValidationCount(int samples) => (int)Math.Round(ValidationShare * samples, MidpointRounding.AwayFromZero);
}
