using System.CommandLine;
using System.Globalization;

namespace SimdBackprop.Cli;

/// <summary>Which network, on which data: the options that train and gradcheck share.</summary>
internal sealed class NetworkOptions
{
    private const string TestShareName = "--test-share";
    private const double DefaultTestShare = 0.2;

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Directory of IDX files named as MNIST's, plain or .gz; without it, the 8x8 digits that come with the tool",
        HelpName = "dir",
    };

    private readonly Option<double> _testShare = OptionFactory.Real(
        TestShareName,
        "Share of the digits held out as the test set, drawn by the seed",
        DefaultTestShare,
        "between 0 and 1",
        value => value is > 0 and < 1);

    private readonly Option<HiddenLayers> _layers = OptionFactory.Create<HiddenLayers>(
        "--layers",
        "Widths of the hidden layers; none for no hidden layer",
        "n,n,...",
        new HiddenLayers([512]),
        "a list of whole numbers of at least 1, as in 512,512, or the word none",
        HiddenLayers.TryRead);

    private readonly Option<string> _activation = OptionFactory.Choice(
        "--activation", "Activation of the hidden layers", "relu", ActivationChoice.All.Select(choice => choice.Name));

    private readonly Option<string> _cost = OptionFactory.Choice(
        "--cost",
        "What training lowers",
        CostChoice.CrossEntropy,
        [CostChoice.CrossEntropy, CostChoice.SquaredError, CostChoice.BinaryCrossEntropy]);

    private readonly Option<double> _l2 = OptionFactory.Real(
        "--l2",
        "Factor of the penalty: the sum of the squared weights times this is added to the cost",
        0,
        "of at least 0",
        value => value >= 0);

    private readonly Option<int> _batch = OptionFactory.Count("--batch", "Samples in a mini-batch", 32);

    private readonly Option<ulong> _seed = OptionFactory.Create(
        "--seed",
        "Decides the split, the first weights and the order of the samples",
        "n",
        0UL,
        "a whole number of at least 0",
        (string text, out ulong value) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    private readonly Option<int> _threads = OptionFactory.Create(
        "--threads",
        "Most threads to use, -1 for one a core; changes no bit of any result",
        "n",
        -1,
        $"-1 or a whole number from 1 to {MostThreads}",
        (string text, out int value) => OptionFactory.Whole(text, out value) && value is -1 or (>= 1 and <= MostThreads));

    // Each thread beyond the cores only costs; a slip of the hand must not start a million of them.
    private const int MostThreads = 1024;

    internal void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _data, _testShare, _layers, _activation, _cost, _l2, _batch, _seed, _threads })
        {
            command.Add(option);
        }
    }

    internal NetworkSettings Read(ParseResult parsed)
    {
        string? data = parsed.GetValue(_data);
        if (data is not null && parsed.GetResult(_testShare) is { Implicit: false })
        {
            throw new UnusableException($"{TestShareName} cannot be combined with --data: the directory has a test set of its own.");
        }

        return data is { Length: 0 }
            ? throw new UnusableException("--data: the name of the directory is empty.")
            : new NetworkSettings
            {
                Data = data,
                TestShare = parsed.GetValue(_testShare),
                Layers = parsed.GetValue(_layers)!,
                Activation = ActivationChoice.Named(parsed.GetValue(_activation)!),
                Cost = parsed.GetValue(_cost)!,
                L2 = parsed.GetValue(_l2),
                Batch = parsed.GetValue(_batch),
                Seed = parsed.GetValue(_seed),
                Threads = parsed.GetValue(_threads),
            };
    }
}
