using Aspire.Hosting.ApplicationModel;

namespace Velro.LocalAspire.Orchestration.Runners;

/// <summary>
/// Where a store keeps its data: in the state folder when it has a data volume, in the folder of a bind mount, and else in a place
/// that is empty at each start, as a container's own file system is.
/// </summary>
/// <param name="Folder">The folder that holds the data folders.</param>
/// <param name="IsThrownAway">Whether nothing of it is needed after the run.</param>
internal sealed record StoreData(string Folder, bool IsThrownAway)
{
    public static StoreData Of(IResource store, LocalState state)
    {
        var mount = store.Annotations.OfType<ContainerMountAnnotation>().FirstOrDefault();
        if (mount is { Type: ContainerMountType.BindMount, Source: { } folder }) return new StoreData(Path.GetFullPath(folder), false);
        if (mount is not null) return new StoreData(state.Folder.ServerData, state.IsThrownAway);

        var ephemeral = state.Folder.EphemeralServerData;
        var ofStore = Path.Combine(ephemeral, store.Name);
        if (Directory.Exists(ofStore)) Directory.Delete(ofStore, recursive: true);
        return new StoreData(ephemeral, true);
    }
}
