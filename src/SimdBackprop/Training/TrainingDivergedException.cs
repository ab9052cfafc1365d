namespace SimdBackprop.Training;

/// <summary>A NaN or an infinity stopped the training: in the data, or because the steps grew beyond what T can hold.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(int epoch, int batch, int layer, string what)
        : base($"Training stopped in epoch {epoch}, batch {batch}, layer {layer}: {what}.")
    {
        Epoch = epoch;
        Batch = batch;
        Layer = layer;
    }

    /// <summary>The epoch, from 1; always 1 in a loop of one's own, whose mini-batches are its steps.</summary>
    public int Epoch { get; }

    /// <summary>The mini-batch, from 1.</summary>
    public int Batch { get; }

    /// <summary>The first layer with a NaN or infinity in it: 0 for the inputs, L + 1 for the targets and the cost.</summary>
    public int Layer { get; }
}
