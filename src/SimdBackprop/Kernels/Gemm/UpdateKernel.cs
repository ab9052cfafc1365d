using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// The fused step of a layer: ∇W = δᵀ·X in registers, or in scratch that stays in a cache, used up by the optimiser there (a large gradient block by block), and ∇b = Σ δ by the thread that has just
/// read that δ. No gradient reaches the caller's memory.
/// </summary>
internal readonly unsafe struct UpdateKernel<T, TRule> : IKernel<T, UpdateKernel<T, TRule>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    /// <summary>Elements of a gradient that lie on the stack while they are used.</summary>
    private const int ElementsAtOnce = 256;

    /// <summary>Vectors of a row from which on a call for the elements after its whole vectors does not show. With one sample steps of 100-64-10 were 0.7 of the unfused ones with such calls.</summary>
    private const int LongVectors = 32;

    internal struct Call
    {
        /// <summary>δᵀ·X; its C is nowhere. K is 0 for an empty batch, whose gradient is +0, N for a layer of biases alone.</summary>
        internal GemmArguments<T> Product;
        internal UpdateTarget<T> Target;
        internal MatrixView<T> Delta;
        internal T* Bias;
        internal nint Biases;
        internal T* BiasState1;
        internal T* BiasState2;
        internal TRule Rule;
        internal int Degree;
        internal long GradientBytes;
        internal long FarTargetBytes;
    }

    /// <summary>Runs the step on the tier and threads of the options.</summary>
    internal static void Run(ref Call call, KernelOptions? options)
    {
        call.Degree = KernelOptions.DegreeOf(options);
        call.GradientBytes = options?.GradientBytes ?? GemmBlocking.GradientBytes;
        call.FarTargetBytes = options?.FarTargetBytes ?? GemmBlocking.FarTargetBytes;
        SimdTier tier = SimdDispatch.Narrow<T>(KernelOptions.TierOf(options), call.Product.N);
        SimdDispatch.Run<T, UpdateKernel<T, TRule>, Call>(tier, ref call);
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        int threads = GemmRouting.Threads(call.Product, call.Degree);
        if (threads == 1)
        {
            new Part<TIsa, TVec>(in call).Run(new GemmRectangle(0, 0, call.Product.M, call.Product.N));
            return;
        }

        Job<TIsa, TVec> job = new() { Call = call, Partition = GemmRouting.PartitionOfWeights<T>(call.Product.M, call.Product.N, TIsa.Tier, threads) };
        WorkerTeam.Run(job.Partition.Parts, ref job);
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal Call Call;
        internal GemmPartition Partition;

        public readonly void Run(int part) => new Part<TIsa, TVec>(in Call).Run(Partition.RectangleOf(part, Call.Product.M, Call.Product.N));
    }

    /// <summary>A thread's part of the weights, and the biases of its rows if it has their first column.</summary>
    private readonly ref struct Part<TIsa, TVec>
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        private readonly ref readonly Call _call;

        internal Part(ref readonly Call call)
        {
            _call = ref call;
        }

        internal void Run(in GemmRectangle rectangle)
        {
            if (rectangle.Columns > 0)
            {
                Weights(rectangle);
            }

            if (_call.Biases > 0 && rectangle.Column == 0)
            {
                Biases(rectangle.Row, rectangle.Rows);
            }
        }

        private void Weights(in GemmRectangle part)
        {
            UpdateEpilogue<T, TRule> epilogue = new(_call.Rule, _call.Target, _call.FarTargetBytes);
            if (_call.Product.K == 0)
            {
                NoTerm(part, epilogue);
            }
            else if (_call.Product.K == 1 && (part.Columns % TIsa.Lanes == 0 || part.Columns >= LongVectors * TIsa.Lanes))
            {
                OneTerm(part);
            }
            else if (TRule.IsLinear && _call.Product.K <= GemmBlocking.KBlockOfTaken && _call.Rule.LinearFactor is { } factor)
            {
                InRegisters(part, factor);
            }
            else if (part.Rows * part.Columns <= GemmRouting.MostSmallElements)
            {
                Small(part, epilogue);
            }
            else if (part.Rows * part.Columns * sizeof(T) <= _call.GradientBytes)
            {
                InCache(part, epilogue);
            }
            else
            {
                GemmDriver<T, TIsa, TVec, UpdateEpilogue<T, TRule>>.Run(_call.Product, epilogue, part);
            }
        }

        /// <summary>Without samples every gradient is +0, which is not nothing to rules that decay or remember.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void NoTerm(in GemmRectangle part, in UpdateEpilogue<T, TRule> epilogue)
        {
            T* zeros = stackalloc T[ElementsAtOnce];
            new Span<T>(zeros, ElementsAtOnce).Clear();
            for (nint column = 0; column < part.Columns; column += ElementsAtOnce)
            {
                GemmRectangle strip = part with { Column = part.Column + column, Columns = nint.Min(ElementsAtOnce, part.Columns - column) };
                epilogue.Apply<TIsa, TVec>(strip, zeros, pitch: 0);
            }
        }

        /// <summary>
        /// A gradient of one term is known where it is used: W passes once, as it lies. Rows of whole vectors without a call for each: steps of 784-512-512-10 were 1.12 times as fast with SGD and 1.04 with Adam,
        /// of 784-30-10 1.05 (float, AVX-512, one thread, AMD). Short rows that are not go through scratch, as products of several terms do.
        /// </summary>
        private void OneTerm(in GemmRectangle part)
        {
            MatrixView<T> weights = _call.Target.Weights, state1 = _call.Target.State1, state2 = _call.Target.State2;
            OuterUpdateStep<T, TRule> step = new(
                _call.Rule,
                _call.Product.A + part.Row,
                _call.Product.B + part.Column,
                weights.RowAt(part.Row) + part.Column,
                weights.Pitch,
                state1.RowAt(part.Row) + part.Column,
                state1.Pitch,
                state2.RowAt(part.Row) + part.Column,
                state2.Pitch);
            if (part.Columns % TIsa.Lanes == 0)
            {
                Elementwise.ForEachRow<T, TIsa, TVec, OuterUpdateStep<T, TRule>>(step, part.Rows, part.Columns);
                return;
            }

            for (nint row = 0; row < part.Rows; row++)
            {
                Elementwise.ForEach<T, TIsa, TVec, OuterUpdateStep<T, TRule>>(step.OfRow(row), part.Columns);
            }
        }

        /// <summary>
        /// A step that only adds to the weights is the end of the product itself. Against the gradient in scratch a step of SGD was 1.10 times as fast for 784-512-512-10 and 784-128-10 with 32 samples,
        /// 1.04 with 128, 1.02 with 512; 1.05 and 1.01 for 784-30-10 with 32 and 512; 1.07 and 1.04 for 2048-2048-2048-2048-2048 with 32 and 128 (float, AVX-512, one thread, AMD).
        /// </summary>
        private void InRegisters(in GemmRectangle part, T factor)
        {
            ref readonly MatrixView<T> weights = ref _call.Target.Weights;
            GemmArguments<T> product = _call.Product with { C = weights.RowAt(0), CRow = weights.Pitch };
            AddedProduct<T> added = new(factor);
            if (GemmRouting.StaysInPlace(product, part, GemmTile.Rows<T, TIsa, TVec>(GemmTile.Vectors)))
            {
                GemmInPlace.Run<T, TIsa, TVec, AddedProduct<T>>(product, added, part);
            }
            else
            {
                GemmDriver<T, TIsa, TVec, AddedProduct<T>>.Run(product, added, part);
            }
        }

        /// <summary>The gradient of few weights fits on the stack.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Small(in GemmRectangle part, in UpdateEpilogue<T, TRule> epilogue)
        {
            T* gradient = stackalloc T[GemmRouting.MostSmallElements];
            Whole(part, epilogue, gradient);
        }

        /// <summary>That of more weights stays in the second-level cache.</summary>
        private void InCache(in GemmRectangle part, in UpdateEpilogue<T, TRule> epilogue)
        {
            using PooledScratch<T> scratch = new((int)(part.Rows * part.Columns));
            Whole(part, epilogue, scratch.Pointer);
        }

        /// <summary>The whole gradient, then the rule.</summary>
        private void Whole(in GemmRectangle part, in UpdateEpilogue<T, TRule> epilogue, T* gradient)
        {
            GemmArguments<T> product = _call.Product with
            {
                M = part.Rows,
                N = part.Columns,
                A = _call.Product.A + part.Row,
                B = _call.Product.B + part.Column,
                C = gradient,
                CRow = part.Columns,
            };
            GemmKernel<T, NoEpilogue<T>>.Run(product, default, TIsa.Tier, degree: 1);
            epilogue.Apply<TIsa, TVec>(part, gradient, part.Columns);
        }

        // Apart, because whoever has memory on the stack checks on return that it was not overrun.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Biases(nint first, nint count)
        {
            T* gradient = stackalloc T[ElementsAtOnce];
            nint length;
            for (nint j = first; j < first + count; j += length)
            {
                length = nint.Min(ElementsAtOnce, first + count - j);
                ColumnSums<T>.Run<TIsa, TVec>(_call.Delta.Block(0, j, _call.Delta.Rows, length), T.Zero, gradient, length);
                UpdateStep<T, TRule> step = new(
                    _call.Rule, ParameterKind.Bias, _call.Bias + j, gradient, _call.BiasState1 + j, _call.BiasState2 + j);
                Elementwise.ForEach<T, TIsa, TVec, UpdateStep<T, TRule>>(step, length);
            }
        }
    }
}

/// <summary>The optimiser's step on a row of weights whose gradient is one factor times a row of inputs: the chain fma(δ, x, +0).</summary>
internal readonly unsafe struct OuterUpdateStep<T, TRule>(
    TRule rule, T* delta, T* input, T* parameters, nint pitch, T* state1, nint pitch1, T* state2, nint pitch2) : IRowStep<T, OuterUpdateStep<T, TRule>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    public static bool TakesFour => TRule.StateCount == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OuterUpdateStep<T, TRule> OfRow(nint row) =>
        new(rule, delta + row, input, parameters + (row * pitch), pitch, state1 + (row * pitch1), pitch1, state2 + (row * pitch2), pitch2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TIsa, TVec>(nint index)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        TVec gradient = TIsa.MultiplyAdd(TIsa.Broadcast(*delta), TIsa.Load(input + index), TIsa.Zero);
        UpdateStep<T, TRule>.Apply<TIsa, TVec>(rule, ParameterKind.Weight, gradient, parameters + index, state1 + index, state2 + index);
    }
}
