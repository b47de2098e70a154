using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The scores of every model of an ensemble, row by row, over the same rows.</summary>
internal sealed class MemberCursors : IDisposable
{
    private readonly IReadOnlyList<EnsembleMember> _members;
    private readonly List<DataViewRowCursor> _cursors = [];
    private readonly List<MemberAnswer.Reading> _readers = [];

    /// <param name="members">The models.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal MemberCursors(IReadOnlyList<EnsembleMember> members, IDataView rows, CancellationToken cancellationToken)
    {
        _members = members;
        try
        {
            foreach (var member in members)
            {
                _cursors.Add(member.Score(rows, cancellationToken));
                _readers.Add(member.Answer.CreateReader(_cursors[^1], member.Name));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Moves every model to the next row.</summary>
    /// <param name="isRow">Whether there is one.</param>
    /// <exception cref="InvalidOperationException">A model returned more or fewer rows than there are.</exception>
    internal void MoveNext(bool isRow)
    {
        for (int i = 0; i < _cursors.Count; i++)
        {
            if (_cursors[i].MoveNext() != isRow)
                throw new InvalidOperationException(
                    $"A model of an ensemble must return a score for each row; {_members[i].Name} returned " +
                    $"{(isRow ? "fewer" : "more")} rows than it got. Leave out its steps that filter or repeat rows.");
        }
    }

    /// <summary>Reads the scores of the row.</summary>
    /// <param name="scores"><c>[models × outputs]</c>.</param>
    /// <param name="outputs">The scores of a model.</param>
    internal void Read(Span<float> scores, int outputs)
    {
        for (int i = 0; i < _readers.Count; i++)
            _readers[i](scores.Slice(i * outputs, outputs));
    }

    // ML.NET's cursors throw what their threads have thrown: the others are disposed all the same.
    public void Dispose() => DisposeFrom(0);

    private void DisposeFrom(int number)
    {
        if (number == _cursors.Count)
            return;
        using (_cursors[number])
            DisposeFrom(number + 1);
    }
}
