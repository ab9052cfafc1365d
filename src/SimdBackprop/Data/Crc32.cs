namespace SimdBackprop.Data;

/// <summary>The checksum of gzip (RFC 1952, section 8): CRC-32 with the reversed polynomial EDB88320, of bytes that come in pieces.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of all bytes so far; of none it is 0.</summary>
    internal uint Value { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~Value;
        foreach (byte next in bytes)
        {
            crc = Table[(byte)(crc ^ next)] ^ (crc >> 8);
        }

        Value = ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
