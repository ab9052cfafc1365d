using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdBackprop;

/// <summary>
/// A rule on a gradient that first gets the penalty's term and is then clipped by value: g ← fma(2λ, w, g) on weights, g ← −c, g or c. With λ = 0 and no limit it
/// is the rule itself, bit for bit.
/// </summary>
/// <typeparam name="T">The element, <see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TRule">The rule that follows.</typeparam>
public readonly struct RegularizedRule<T, TRule> : IUpdateRule<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TRule : struct, IUpdateRule<T>
{
    private readonly TRule _rule;
    private readonly T _twoLambda;
    private readonly T _limit;
    private readonly bool _isPenalized;
    private readonly bool _clips;

    /// <summary>The rule with what comes before it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="twoLambda">2λ for the penalty λ Σ W², what PyTorch calls weight_decay; 0 for none.</param>
    /// <param name="limit">c &gt; 0, the greatest absolute value of a gradient; null for no limit. NaN stays NaN.</param>
    /// <exception cref="ArgumentOutOfRangeException">2λ is negative, or the limit not above 0.</exception>
    public RegularizedRule(in TRule rule, T twoLambda, T? limit = null)
    {
        if (!(twoLambda >= T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(twoLambda), twoLambda, "2λ is not negative.");
        }

        if (limit is { } given && !(given > T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is above 0.");
        }

        _rule = rule;
        _twoLambda = twoLambda;
        _limit = limit ?? T.PositiveInfinity;
        _isPenalized = !T.IsZero(twoLambda);
        _clips = limit is not null;
    }

    /// <inheritdoc/>
    public static int StateCount => TRule.StateCount;

    /// <inheritdoc/>
    public static bool RunsBeside => TRule.RunsBeside;

    /// <inheritdoc/>
    public static bool IsLinear => TRule.IsLinear;

    /// <inheritdoc/>
    public T? LinearFactor => _isPenalized || _clips ? null : _rule.LinearFactor;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update<TIsa, TVec>(ParameterKind kind, ref TVec parameter, TVec gradient, ref TVec state1, ref TVec state2)
        where TIsa : struct, IIsa<T, TVec>
        where TVec : struct
    {
        if (kind == ParameterKind.Weight && _isPenalized)
        {
            gradient = TIsa.MultiplyAdd(TIsa.Broadcast(_twoLambda), parameter, gradient);
        }

        if (_clips)
        {
            gradient = GradientClip.Clip<T, TIsa, TVec>(_limit, gradient);
        }

        Unsafe.AsRef(in _rule).Update<TIsa, TVec>(kind, ref parameter, gradient, ref state1, ref state2);
    }
}
