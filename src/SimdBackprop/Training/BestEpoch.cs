using System.Numerics;
using SimdBackprop.Networks;

namespace SimdBackprop.Training;

/// <summary>The parameters of the epoch with the least validation cost so far.</summary>
internal sealed class BestEpoch<T>(Network<T> network, int patience) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PooledTensor<T> _parameters = PooledTensor<T>.RentUninitialized(network.Parameters.Length);
    private double _cost = double.PositiveInfinity;
    private int _epochsSince;

    /// <summary>Looks at an epoch; whether training has gone on for long enough without one that is better.</summary>
    internal bool IsOver(double validationCost)
    {
        if (validationCost < _cost)
        {
            _cost = validationCost;
            _epochsSince = 0;
            network.Parameters.CopyTo(_parameters.Span);
            return false;
        }

        return ++_epochsSince >= patience;
    }

    /// <summary>Takes the network back to that epoch.</summary>
    internal void Restore() => _parameters.Span.CopyTo(network.Parameters);

    public void Dispose() => _parameters.Dispose();
}
