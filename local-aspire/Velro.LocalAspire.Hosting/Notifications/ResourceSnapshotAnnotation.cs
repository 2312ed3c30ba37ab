using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>What is known of a resource before anything happened to it.</summary>
    public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
    {
        /// <summary>What is known.</summary>
        public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot
            ?? throw new ArgumentNullException(nameof(initialSnapshot));
    }
}

namespace Aspire.Hosting
{
    /// <summary>Describes resources that nothing runs by itself.</summary>
    public static class CustomResourceExtensions
    {
        /// <summary>Says what is known of the resource before anything happened to it.</summary>
        public static IResourceBuilder<TResource> WithInitialState<TResource>(
            this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot) where TResource : IResource
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
        }
    }
}
