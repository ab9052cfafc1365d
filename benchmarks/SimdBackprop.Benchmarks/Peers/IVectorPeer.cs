using System.Numerics;

namespace SimdBackprop.Benchmarks;

/// <summary>Another library's way to an operation on vectors.</summary>
internal interface IVectorPeer : IPeer
{
    /// <summary>The routine; null if the peer has none.</summary>
    VectorRoutine<T>? RoutineFor<T>(StreamedCase streamed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A routine by its name, and a call of it.</summary>
internal sealed record VectorRoutine<T>(string Name, Action<VectorOperands<T>> Call)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
