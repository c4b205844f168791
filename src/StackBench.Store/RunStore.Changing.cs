namespace StackBench.Store;

public sealed partial class RunStore
{
    /// <summary>
    /// Removes runs with their results and logs; baselines that pin one of them pin the others alone, or nothing any more.
    /// </summary>
    /// <param name="ids">Whole ids of runs that nobody records.</param>
    /// <exception cref="StoreException">They cannot be removed; none is then.</exception>
    public void Delete(IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Write(() =>
        {
            using var transaction = Connection.BeginTransaction(deferred: false);
            foreach (var baseline in Baselines().Where(baseline => baseline.RunIds.Any(ids.Contains)))
            {
                if (baseline.RunIds.All(ids.Contains)) RemoveBaseline(baseline.Name, baseline.Machine);
                else Save(baseline with { RunIds = [.. baseline.RunIds.Where(id => !ids.Contains(id))] });
            }

            foreach (var id in ids) Connection.Execute("DELETE FROM runs WHERE id = $id", ("$id", id));
            // Logs first: one without its row looks like a run that the database lost.
            foreach (var id in ids)
            {
                File.Delete(Location.LogPath(id));
                if (Directory.Exists(Location.EngineLogFolder(id))) Directory.Delete(Location.EngineLogFolder(id), recursive: true);
                if (Directory.Exists(Location.JournalFolder)) File.Delete(Location.JournalPath(id));
            }

            transaction.Commit();
            return true;
        });
    }

    /// <param name="id">Whole id of a run that nobody records.</param>
    /// <param name="label">Null for none.</param>
    /// <exception cref="StoreException">There is no such run, or it cannot be written.</exception>
    public void Label(string id, string? label)
    {
        var run = Load(id) with { Label = label };
        Record(
            run,
            () => Connection.Execute(
                "UPDATE runs SET label = $label, header = $header WHERE id = $id",
                ("$id", id), ("$label", label), ("$header", Header(run))),
            () => RunLog.Write(Location, run));
    }
}
