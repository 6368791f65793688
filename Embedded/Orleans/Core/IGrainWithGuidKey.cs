namespace Orleans;

/// <summary>A grain whose identity within its type is a Guid.</summary>
public interface IGrainWithGuidKey : IGrain;
