namespace FashionMnist;

/// <summary>Which pictures the example trains on.</summary>
public enum Pictures
{
    /// <summary>The images as they are, then the camera's.</summary>
    Both,

    /// <summary>The images as they are.</summary>
    AsTheyAre,

    /// <summary>Pictures of the same garments as a camera takes them.</summary>
    Camera,
}
