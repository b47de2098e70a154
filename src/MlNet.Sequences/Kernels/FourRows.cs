namespace MlNet.Sequences;

/// <summary>A pointer for each of four sequences: the kernels compute four at a time.</summary>
internal unsafe struct FourRows
{
    internal const int Count = 4;

    internal float* First, Second, Third, Fourth;

    internal float* this[int row]
    {
        readonly get => row switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };

        set
        {
            switch (row)
            {
                case 0: First = value; break;
                case 1: Second = value; break;
                case 2: Third = value; break;
                default: Fourth = value; break;
            }
        }
    }
}
