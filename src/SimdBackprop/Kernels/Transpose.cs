namespace SimdBackprop;

/// <summary>Whether a product uses a matrix as it is stored or its transpose. No transposed copy is made either way.</summary>
public enum Transpose
{
    /// <summary>op(X) = X.</summary>
    No,

    /// <summary>op(X) = Xᵀ.</summary>
    Yes,
}
