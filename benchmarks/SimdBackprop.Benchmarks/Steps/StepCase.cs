namespace SimdBackprop.Benchmarks;

/// <summary>A training step: the widths of a network, what it is trained with, and the samples of a batch.</summary>
internal sealed record StepCase(IReadOnlyList<int> Widths, StepRecipe Recipe, int Batch)
{
    private static readonly int[][] Nets = [[784, 30, 10], [784, 512, 512, 10], [2048, 2048, 2048, 2048, 2048]];

    private static readonly int[] Batches = [1, 32, 128, 512];

    /// <summary>The cases of the suite, in the order of the table.</summary>
    internal static IReadOnlyList<StepCase> All { get; } =
        [.. from net in Nets from recipe in Enum.GetValues<StepRecipe>() from batch in Batches select new StepCase(net, recipe, batch)];

    /// <summary>Whether the output is logits for softmax and cross-entropy.</summary>
    internal bool IsClassification => Recipe != StepRecipe.SgdSigmoid;

    /// <summary>The recipes as they are spelled.</summary>
    internal static List<string> RecipeNames { get; } = ["sgd-sigmoid", "sgd-relu", "adam-relu"];

    /// <summary>The recipe as it is spelled.</summary>
    internal string RecipeName => RecipeNames[(int)Recipe];

    /// <summary>As in the table.</summary>
    internal string Name => $"{string.Join('-', Widths)} {RecipeName} {Batch}";

    /// <summary>The multiply-adds of three products a layer, times two; the error of the inputs, which nobody needs, is none of them.</summary>
    internal double Flops => 2.0 * Batch * ((3 * Weights) - Weights1);

    /// <summary>Numbers that the optimiser keeps for each weight.</summary>
    internal int States => Recipe == StepRecipe.AdamRelu ? 2 : 0;

    /// <summary>
    /// Numbers that pass between the memory and a core for the weights of a step, were no cache to hold any of them: the forward pass and the error of the layer before each read W,
    /// and the update reads and writes W and the states.
    /// </summary>
    internal double Traffic => Weights + (Weights - Weights1) + ((2 + (2.0 * States)) * Weights);

    /// <summary>The same where the gradient is written first: its lines are read in before they are overwritten, go out, and are read once more.</summary>
    internal double UnfusedTraffic => Traffic + (3 * Weights);

    private double Weights => Widths.Zip(Widths.Skip(1), (inputs, outputs) => (double)inputs * outputs).Sum();

    private double Weights1 => (double)Widths[0] * Widths[1];
}
