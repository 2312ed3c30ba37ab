namespace Aspire.Hosting.ApplicationModel;

/// <summary>That a resource is started by a person, not with the application.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;
