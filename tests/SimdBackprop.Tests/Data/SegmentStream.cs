namespace SimdBackprop.Tests;

/// <summary>A stream that cannot seek and whose reads return one of the given segments at most, as a network's might.</summary>
internal sealed class SegmentStream(byte[][] segments) : MemoryStream([.. segments.SelectMany(segment => segment)])
{
    public override bool CanSeek => false;

    // The base class reads spans through this method.
    public override int Read(byte[] buffer, int offset, int count)
    {
        long end = 0;
        foreach (byte[] segment in segments)
        {
            end += segment.Length;
            if (Position < end)
            {
                return base.Read(buffer, offset, (int)Math.Min(count, end - Position));
            }
        }

        return 0;
    }

    public override long Seek(long offset, SeekOrigin loc) => throw new NotSupportedException();
}
