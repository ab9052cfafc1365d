namespace SimdBackprop.Cli;

/// <summary>The widths of the hidden layers, first to last; none for a network of the output layer alone.</summary>
internal sealed record HiddenLayers(IReadOnlyList<int> Widths)
{
    private const string None = "none";

    /// <summary>Reads widths separated by commas; "none" or nothing at all is no hidden layer.</summary>
    internal static bool TryRead(string text, out HiddenLayers layers)
    {
        layers = new HiddenLayers([]);
        if (text.Length == 0 || text == None)
        {
            return true;
        }

        List<int> widths = [];
        foreach (string part in text.Split(','))
        {
            if (!OptionFactory.Whole(part.Trim(), out int width) || width < 1)
            {
                return false;
            }

            widths.Add(width);
        }

        layers = new HiddenLayers(widths);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Widths.Count == 0 ? None : string.Join(',', Widths);
}
