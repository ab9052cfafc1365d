using System.Numerics;

namespace SimdBackprop;

/// <summary>A reduction as <see cref="SimdDispatch"/> runs it: the team shares the pieces, the caller adds their sums in ascending order.</summary>
internal readonly unsafe struct ReductionKernel<T, TStep> : IKernel<T, ReductionKernel<T, TStep>.Call>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TStep : struct, ILaneStep<T>
{
    // The step by reference, for the same reason as in Elementwise: called from a large method, the sum of 16 elements took 26 ns with a copy, 9 to 18 without (float, AVX-512, AMD).
    internal ref struct Call(in TStep step, nint length, double bytes, int degree)
    {
        internal readonly ref readonly TStep Step = ref step;
        internal readonly nint Length = length;
        internal readonly double Bytes = bytes;
        internal readonly int Degree = degree;
        internal T Result;
    }

    public static void Run<TIsa, TVec>(ref Call call)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (call.Length <= LaneReduction.PieceLength)
        {
            call.Result = LaneReduction.PieceSum<T, TIsa, TVec, TStep>(call.Step, 0, call.Length);
            return;
        }

        nint pieces = (call.Length + LaneReduction.PieceLength - 1) / LaneReduction.PieceLength;
        using PooledScratch<T> sums = new((int)pieces);
        Job<TIsa, TVec> job = new()
        {
            Step = call.Step,
            Length = call.Length,
            Pieces = Sharing.Cut(pieces, 1, call.Bytes, call.Degree),
            Sums = sums.Pointer,
        };
        WorkerTeam.Run(job.Pieces.Parts, ref job);
        T sum = sums.Pointer[0];
        for (nint piece = 1; piece < pieces; piece++)
        {
            sum += sums.Pointer[piece];
        }

        call.Result = sum;
    }

    private struct Job<TIsa, TVec> : ITeamJob
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        internal TStep Step;
        internal nint Length;
        internal Bands Pieces;
        internal T* Sums;

        public readonly void Run(int part)
        {
            (nint first, nint count) = Pieces.Of(part);
            for (nint piece = first; piece < first + count; piece++)
            {
                nint start = piece * LaneReduction.PieceLength;
                Sums[piece] = LaneReduction.PieceSum<T, TIsa, TVec, TStep>(Step, start, nint.Min(LaneReduction.PieceLength, Length - start));
            }
        }
    }
}
