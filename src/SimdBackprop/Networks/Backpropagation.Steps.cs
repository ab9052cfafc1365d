using CommunityToolkit.HighPerformance;

namespace SimdBackprop.Networks;

/// <content>
/// A training step's passes. What belongs to a sample comes first: the forward pass, the cost, the errors; then what belongs to a parameter. Where threads share the step, each of the two is one job of the
/// team; else they share every product, and a layer's parameters change as soon as the error of the layer before has been taken from them.
/// </content>
public sealed partial class Backpropagation<T>
{
    /// <summary>
    /// The forward pass, the costs of the batch's samples added to a sum, one after the other, and the errors for the backward pass that goes on from them. A NaN or infinity among the inputs makes the sum NaN.
    /// </summary>
    /// <param name="x">B × n₀.</param>
    /// <param name="targets">B × n_L.</param>
    /// <param name="weights">B numbers; empty for ones.</param>
    /// <param name="sum">The sum so far.</param>
    /// <param name="samples">m of the mean.</param>
    internal double ForwardToErrors(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights, double sum, int samples)
    {
        // Not a pass until it is complete: a layer's activation may throw. Nor where something is not finite: inputs that are refused have passed no layer.
        _rows = 0;
        SamplesJob job = new()
        {
            Passes = this,
            X = x,
            Targets = targets,
            Weights = weights,
            Scale = ElementType.FromDouble<T>(1.0 / samples),
            Bands = _plan.SamplesOf(x.Height),
            IsShared = _plan.SharesSamples(x.Height),
        };
        WorkerTeam.Run(job.Bands.Parts, ref job);
        double total = SampleWeights.AddCosts(sum, _costs.Span[..x.Height], weights);
        _rows = double.IsFinite(total) ? x.Height : 0;
        return total;
    }

    /// <summary>The gradients from the errors that were taken with the costs.</summary>
    internal void GradientsFromErrors(ReadOnlySpan2D<T> x, T beta) => UseErrors(x, new GradientUse() { Network = _network, Beta = beta });

    /// <summary>
    /// An optimiser's step from the errors that were taken with the costs: no gradient is written. Equal bits to gradients with β = 0 followed by the rule on every parameter. The states are laid out like
    /// <see cref="Network{T}.Parameters"/>; empty where the rule keeps none.
    /// </summary>
    internal void UpdateFromErrors<TRule>(ReadOnlySpan2D<T> x, in TRule rule, Span<T> state1, Span<T> state2)
        where TRule : struct, IUpdateRule<T>
    {
        UseErrors(x, new UpdateUse<TRule>() { Network = _network, Rule = ref rule, State1 = state1, State2 = state2 });

        // What the forward pass left is of other parameters now.
        _rows = 0;
    }

    private void UseErrors<TUse>(ReadOnlySpan2D<T> x, in TUse use)
        where TUse : ILayerUse, allows ref struct
    {
        if (_plan.SharesSamples(_rows))
        {
            ParametersJob<TUse> job = new() { Passes = this, X = x, Use = use, Threads = _plan.ThreadsFor(_rows) };
            WorkerTeam.Run(job.Threads, ref job);
        }
        else
        {
            LayerByLayer(x, use);
        }
    }

    /// <summary>What becomes of a layer's error, for a part of its weights.</summary>
    private void UseError<TUse>(DenseLayer<T> layer, in GemmRectangle part, ReadOnlySpan2D<T> x, in TUse use, KernelOptions? options)
        where TUse : ILayerUse, allows ref struct
    {
        int l = layer.Index - 1;
        ReadOnlySpan2D<T> delta = Error(l, 0, _rows), input = l == 0 ? x : Rows(_outputs[l - 1], 0, _rows);
        use.Use(layer, part, delta.Slice(0, (int)part.Row, _rows, (int)part.Rows), input.Slice(0, (int)part.Column, _rows, (int)part.Columns), options);
    }

    /// <summary>What belongs to some of the samples, up to the hidden layers' errors where threads share samples.</summary>
    private void PassSamples(ReadOnlySpan2D<T> x, ReadOnlySpan2D<T> targets, ReadOnlySpan<T> weights, T scale, int row, bool isShared)
    {
        (int rows, int last, KernelOptions? options) = (x.Height, _outputs.Length - 1, isShared ? _plan.OneThread : _options);
        Span<double> costs = _costs.Span.Slice(row, rows);
        if (!Finite.All(x, options))
        {
            costs.Fill(double.NaN);
            return;
        }

        ReadOnlySpan2D<T> output = Forward(x, row, options);
        Span2D<T> delta = Error(last, row, rows);
        _network.Cost.EvaluateWithGradient(output, targets, scale, delta, costs, options);
        SampleWeights.Apply(weights, delta, options);
        _network.LayerSpan[last].OutputError(Rows(_preActivations[last], row, rows), output, delta, options);
        for (int l = last; isShared && l > 0; l--)
        {
            HiddenError(l, row, rows, options);
        }
    }

    /// <summary>A part of the samples, which no other part needs.</summary>
    private ref struct SamplesJob : ITeamJob
    {
        internal Backpropagation<T> Passes;
        internal ReadOnlySpan2D<T> X;
        internal ReadOnlySpan2D<T> Targets;
        internal ReadOnlySpan<T> Weights;
        internal T Scale;
        internal Bands Bands;
        internal bool IsShared;

        public readonly void Run(int part)
        {
            (nint start, nint count) = Bands.Of(part);
            (int row, int rows) = ((int)start, (int)count);
            Passes.PassSamples(
                X.Slice(row, 0, rows, X.Width), Targets.Slice(row, 0, rows, Targets.Width), Weights.IsEmpty ? default : Weights.Slice(row, rows), Scale, row, IsShared);
        }
    }

    /// <summary>A part of every layer's parameters. All errors are there, so that nobody needs the weights any more.</summary>
    private ref struct ParametersJob<TUse> : ITeamJob
        where TUse : ILayerUse, allows ref struct
    {
        internal Backpropagation<T> Passes;
        internal ReadOnlySpan2D<T> X;
        internal TUse Use;
        internal int Threads;

        public readonly void Run(int part)
        {
            foreach (DenseLayer<T> layer in Passes._network.LayerSpan)
            {
                // A layer too small for all threads goes to the last ones: the first has its caller's work as well.
                GemmPartition cut = Passes._plan.WeightsOf(layer, Threads);
                int place = part - (Threads - cut.Parts);
                if (place >= 0)
                {
                    Passes.UseError(layer, cut.RectangleOf(place, layer.Outputs, layer.Inputs), X, Use, Passes._plan.OneThread);
                }
            }
        }
    }

    /// <summary>What becomes of a layer's error and input, from which its gradients follow.</summary>
    private interface ILayerUse
    {
        /// <summary>Uses them for a part of the weights, and for the biases of its rows if it has their first column.</summary>
        /// <param name="layer">The layer.</param>
        /// <param name="part">The part of W.</param>
        /// <param name="delta">The columns of δ that are the part's rows.</param>
        /// <param name="input">The columns of the input that are the part's.</param>
        /// <param name="options">The tier, and the most threads.</param>
        void Use(DenseLayer<T> layer, in GemmRectangle part, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input, KernelOptions? options);
    }

    /// <summary>The gradients are written.</summary>
    private struct GradientUse : ILayerUse
    {
        internal Network<T> Network;
        internal T Beta;

        public readonly void Use(DenseLayer<T> layer, in GemmRectangle part, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input, KernelOptions? options) =>
            Dense.BackwardWeights(delta, input, Beta, layer.WeightsIn(Network.Gradients, part), layer.BiasIn(Network.Gradients, part), options);
    }

    /// <summary>The parameters take their step.</summary>
    private ref struct UpdateUse<TRule> : ILayerUse
        where TRule : struct, IUpdateRule<T>
    {
        internal Network<T> Network;
        internal ref readonly TRule Rule;
        internal Span<T> State1;
        internal Span<T> State2;

        public readonly void Use(DenseLayer<T> layer, in GemmRectangle part, ReadOnlySpan2D<T> delta, ReadOnlySpan2D<T> input, KernelOptions? options) => Dense.BackwardWeightsUpdate(
            delta,
            input,
            layer.WeightsIn(Network.Parameters, part),
            layer.BiasIn(Network.Parameters, part),
            State1.IsEmpty ? default : layer.WeightsIn(State1, part),
            State2.IsEmpty ? default : layer.WeightsIn(State2, part),
            State1.IsEmpty ? default : layer.BiasIn(State1, part),
            State2.IsEmpty ? default : layer.BiasIn(State2, part),
            Rule,
            options);
    }
}
