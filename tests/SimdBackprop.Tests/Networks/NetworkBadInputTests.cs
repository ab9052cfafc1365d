using CommunityToolkit.HighPerformance;
using SimdBackprop.Data;
using SimdBackprop.Networks;
using SimdBackprop.Training;

namespace SimdBackprop.Tests;

/// <summary>
/// Wrong calls of passes, predictors, steps, trainers, evaluators and of what they are made from, a row each: the exception, the parameter it names, what its message says, and that
/// neither parameters nor gradients nor what was to be written changed.
/// </summary>
public sealed class NetworkBadInputTests : IDisposable
{
    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["passes: no network"] = new("network", t => new Backpropagation<float>(null!, 1)),
        ["passes: no rows"] = new("maxBatch", t => new Backpropagation<float>(t._network, 0), "0"),
        ["forward: a row too many"] = new("x", t => t._passes.Forward(Zeros(9, 4)), "9 x 4", "1 to 8 rows of 4"),
        ["forward: no row"] = new("x", t => t._passes.Forward(Zeros(0, 4)), "0 x 4", "1 to 8 rows of 4"),
        ["forward: a column too many"] = new("x", t => t._passes.Forward(Zeros(8, 5)), "8 x 5", "1 to 8 rows of 4"),
        ["cost: a row too few"] = new("targets", t => t._passes.Cost(Zeros(4, 3)), "4 x 3", "5 x 3"),
        ["cost: a column too few"] = new("targets", t => t._passes.Cost(Zeros(5, 2)), "5 x 2", "5 x 3"),
        ["cost: a weight too few"] = new("weights", t => t._passes.Cost(Zeros(5, 3), new float[4]), "4 weights", "5 samples"),
        ["backward: another batch's rows"] = new("x", t => t._passes.Backward(Zeros(4, 4), Zeros(5, 3)), "4 x 4", "5 x 4"),
        ["backward: another batch's columns"] = new("x", t => t._passes.Backward(Zeros(5, 3), Zeros(5, 3)), "5 x 3", "5 x 4"),
        ["backward: a target too many"] = new("targets", t => t._passes.Backward(Zeros(5, 4), Zeros(6, 3)), "6 x 3", "5 x 3"),
        ["backward: a weight that is negative"] = new("weights", t => t._passes.Backward(Zeros(5, 4), Zeros(5, 3), 0, [1, 1, -1, 1, 1]), "index 2", "-1"),
        ["output: no layer"] = new("layer", t => t._passes.Output(null!)),
        ["backward: a weight too few"] = new("weights", t => t._passes.Backward(Zeros(5, 4), Zeros(5, 3), 0, new float[4]), "4 weights", "5 samples"),
        ["clipping by value: a limit of 0"] = new("limit", t => t._network.ClipGradientsByValue(0), "above 0"),
        ["clipping by norm: NaN"] = new("limit", t => t._network.ClipGradientsByNorm(double.NaN), "above 0"),
        ["clipping by norm: a limit of 0"] = new("limit", t => t._network.ClipGradientsByNorm(0), "above 0"),
        ["predict: a row too few"] = new("prediction", t => t._predictor.Predict(Zeros(5, 4), t.Sevens(4, 3)), "5 x 4", "4 x 3", "N x 4 and N x 3"),
        ["predict: a column of x too many"] = new("prediction", t => t._predictor.Predict(Zeros(5, 5), t.Sevens(5, 3)), "5 x 5", "5 x 3", "N x 4 and N x 3"),
        ["predict: a column too many"] = new("prediction", t => t._predictor.Predict(Zeros(5, 4), t.Sevens(5, 4)), "5 x 4", "N x 4 and N x 3"),
        ["predict: an element of a sample too few"] = new("prediction", t => t._predictor.Predict(new float[3], new float[3]), "1 x 3", "N x 4 and N x 3"),
        ["step: no network"] = new("network", t => new TrainingStep<float>(null!, 1)),
        ["step: no rows"] = new("batchSize", t => new TrainingStep<float>(t._network, 0), "0"),
        ["step: a row too many"] = new("x", t => t._step.Run(Zeros(9, 4), Zeros(9, 3)), "9 x 4", "1 to 8 rows of 4"),
        ["step: a column too few"] = new("x", t => t._step.Run(Zeros(8, 3), Zeros(8, 3)), "8 x 3", "1 to 8 rows of 4"),
        ["step: a column of targets too many"] = new("targets", t => t._step.Run(Zeros(8, 4), Zeros(8, 4)), "8 x 4", "8 x 3"),
        ["step: a factor that is NaN"] = new("rateFactor", t => t._step.Run(Zeros(8, 4), Zeros(8, 3), double.NaN)),
        ["step: a target too few"] = new("targets", t => t._step.Run(Zeros(8, 4), Zeros(7, 3)), "7 x 3", "8 x 3"),
        ["step: a weight too few"] = new("weights", t => t._step.Run(Zeros(8, 4), Zeros(8, 3), 1, new float[7]), "7 weights", "8 samples"),
        ["step: a factor that is negative"] = new("rateFactor", t => t._step.Run(Zeros(8, 4), Zeros(8, 3), -1), "-1"),
        ["step in parts: a weight too few"] = new("weights", t => t._parts.Run(Zeros(8, 4), Zeros(8, 3), 1, new float[7]), "7 weights", "8 samples"),
        ["step in parts: a weight of the last part is NaN"] = new("weights", t => t._parts.Run(Zeros(8, 4), Zeros(8, 3), 1, [1, 1, 1, 1, 1, 1, 1, float.NaN]), "index 7", "NaN"),
        ["trainer: no network"] = new("network", t => new Trainer<float>(null!)),
        ["trainer: no set"] = new("training", t => t._trainer.Train(null!)),
        ["trainer: a set of other inputs"] = new("training", t => t._trainer.Train(t._narrow), "3 inputs and 3 outputs", "network 4 and 3"),
        ["trainer: a set of other outputs"] = new("training", t => t._trainer.Train(t._moreClasses), "4 inputs and 5 outputs", "network 4 and 3"),
        ["trainer: a test set of other inputs"] = new("test", t => t._trainer.Train(t._set, t._narrow), "3 inputs and 3 outputs", "network 4 and 3"),
        ["trainer: a test set of other outputs"] = new("test", t => t._trainer.Train(t._set, t._moreClasses), "4 inputs and 5 outputs", "network 4 and 3"),
        ["trainer: all for validation"] = new("training", t => t.Stopping(0.99).Train(t._set), "Of 10 samples 10", "each side needs one"),
        ["trainer: none for validation"] = new("training", t => t.Stopping(0.04).Train(t._set), "Of 10 samples 0", "each side needs one"),
        ["evaluator: no predictor"] = new("predictor", t => Evaluator.Evaluate(null!, t._set)),
        ["evaluator: no set"] = new("dataset", t => Evaluator.Evaluate(t._predictor, null!)),
        ["evaluator: a set of other inputs"] = new("dataset", t => Evaluator.Evaluate(t._predictor, t._narrow), "3 inputs and 3 outputs", "network 4 and 3"),
        ["evaluator: a set of other outputs"] = new("dataset", t => Evaluator.Evaluate(t._predictor, t._moreClasses), "4 inputs and 5 outputs", "network 4 and 3"),
        ["optimiser: none"] = new("optimizer", t => Optimizer.Step(null!, new OptimizerStep(1), default(ParameterBlock<float>))),
        ["optimiser: a rate that is negative"] = new("rate", t => new Sgd(-0.1), "-0.1", "not negative"),
        ["options: a limit of 0"] = new("ClipValue", t => new TrainingOptions { ClipValue = 0 }, "above 0"),
        ["optimiser: a coefficient of 1"] = new("coefficient", t => new Momentum(0.1, 1), "below 1"),
        ["early stopping: a patience of 0"] = new("patience", t => new EarlyStopping(0.5, 0), "at least 1"),
        ["early stopping: all"] = new("validationShare", t => new EarlyStopping(1), "above 0 and below 1"),
        ["penalty: negative"] = new("lambda", t => new NetworkBuilder<float>(3).L2(-1), "-1", "not negative"),
        ["layer: too many weights"] = new("outputs", t => new NetworkBuilder<float>(60_000).Dense<Relu>(60_000).Build(0), "60000 x 60000"),
        ["initialization: an interval that is infinite"] = new("epsilon", t => Initialization.Uniform(double.PositiveInfinity), "not negative"),
        ["random source: a state too short"] = new("state", t => RandomSource.FromState(new ulong[3]), "4 words", "3 were given"),
        ["random source: a state of zeros"] = new("state", t => RandomSource.FromState(new ulong[4]), "zeros"),
        ["random source: a destination too short"] = new("destination", t => new RandomSource(1).GetState(new ulong[3]), "4 words", "has 3"),
        ["random source: an interval from high to low"] = new("high", t => new RandomSource(1).NextUniform(2, 1), "[2, 1)"),
    };

    private readonly Network<float> _network = TrainerTests.TanhNetwork(4, 6, 3, l2: 0);
    private readonly Dataset<float> _set = Samples.Classification(10, inputs: 4, classes: 3, seed: 1);
    private readonly Dataset<float> _narrow = Samples.Classification(10, inputs: 3, classes: 3, seed: 1);
    private readonly Dataset<float> _moreClasses = Samples.Classification(10, inputs: 4, classes: 5, seed: 1);
    private readonly Backpropagation<float> _passes;
    private readonly Predictor<float> _predictor;
    private readonly TrainingStep<float> _step;
    private readonly TrainingStep<float> _parts;
    private readonly Trainer<float> _trainer;
    private float[,]? _written;

    public NetworkBadInputTests()
    {
        _passes = new Backpropagation<float>(_network, 8);
        _passes.Forward(Zeros(5, 4));
        _predictor = _network.CreatePredictor();
        _step = new TrainingStep<float>(_network, 8);
        _parts = new TrainingStep<float>(_network, 8, new TrainingOptions { MicroBatchSize = 3 });
        _trainer = new Trainer<float>(_network);
    }

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_by_name_and_nothing_changes(string name)
    {
        Row row = Rows[name];
        _network.Gradients.Fill(7);
        string before = _network.WeightsHash();

        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => row.Call(this));

        Assert.Equal(row.Parameter, error.ParamName);
        Assert.All(row.Words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.Equal(before, _network.WeightsHash());
        Assert.Equal(_network.Gradients.Length, _network.Gradients.Count(7f));
        Assert.All((_written ?? new float[0, 0]).Cast<float>(), element => Assert.Equal(7, element));
    }

    [Fact]
    public void Nothing_to_predict_is_nothing_to_refuse()
    {
        _predictor.Predict(Zeros(0, 4), Zeros(0, 3));
        _predictor.Predict(Zeros(0, 0), Zeros(0, 0));
    }

    [Fact]
    public void One_sample_is_enough_for_validation()
    {
        Assert.Single(Stopping(0.1).Train(_set));
        Assert.Single(Stopping(0.9).Train(_set));
    }

    public void Dispose()
    {
        foreach (IDisposable resource in (IDisposable[])[_passes, _predictor, _step, _parts, _network, _set, _narrow, _moreClasses])
        {
            resource.Dispose();
        }
    }

    private static float[,] Zeros(int rows, int columns) => new float[rows, columns];

    /// <summary>A destination that must keep what is in it.</summary>
    private float[,] Sevens(int rows, int columns)
    {
        _written = new float[rows, columns];
        new Span2D<float>(_written).Fill(7);
        return _written;
    }

    private Trainer<float> Stopping(double share) => new(_network, new TrainingOptions { Epochs = 1, EarlyStopping = new EarlyStopping(share) });

    /// <summary>A wrong call.</summary>
    /// <param name="Parameter">What the exception names.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Words">What its message says besides.</param>
    private sealed record Row(string Parameter, Wrong Call, params string[] Words);

    // Results that are spans cannot be returned by a Func; they are dropped here.
    private delegate void Wrong(NetworkBadInputTests t);
}
