using CamAgent.Mqtt.Session;

namespace CamAgent.Mqtt.Tests.Session;

/// <summary>A session under virtual time has answered or it has not: there is nothing to wait for.</summary>
internal static class CompletedTasks
{
    public static PublishResult Result(this OutgoingMessage message) => ResultOf(message.Completion);

    public static SubscribeResult Result(this SubscriptionEntry entry) => ResultOf(entry.Answered);

    private static T ResultOf<T>(Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, "not complete");
        return task.GetAwaiter().GetResult();
    }
}
