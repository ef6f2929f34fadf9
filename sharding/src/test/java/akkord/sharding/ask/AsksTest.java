package akkord.sharding.ask;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AsksTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ActorTestKit KIT = ActorTestKit.create();

    /** @param answerAfter so that what follows is told of before there is an answer */
    private record Question(CountDownLatch answerAfter, ActorRef<Thread> replyTo) {}

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    @Test
    void whatFollowsRunsOnTheThreadOfWhoAnswers() throws Exception {
        ActorRef<Question> answerer = KIT.spawn(Behaviors.receiveMessage(question -> {
            question.answerAfter().await(SOON.toSeconds(), SECONDS);
            question.replyTo().tell(Thread.currentThread());
            return Behaviors.same();
        }));
        CountDownLatch toldOf = new CountDownLatch(1);
        CompletableFuture<Thread> follows = new CompletableFuture<>();
        CompletableFuture<Thread> answer =
                Asks.ask(KIT.system(), answerer, SOON, replyTo -> new Question(toldOf, replyTo));
        answer.whenComplete((reply, failure) -> follows.complete(Thread.currentThread()));
        toldOf.countDown();
        assertEquals(answer.get(10, SECONDS), follows.get(10, SECONDS), "a step must not cost a thread of its own");
    }

    @Test
    void whoDoesNotAnswerIsWaitedForAsLongAsWasSaid() {
        ActorRef<Question> silent = KIT.spawn(Behaviors.ignore());
        CompletableFuture<Thread> answer = Asks.ask(
                KIT.system(), silent, Duration.ofMillis(50), replyTo -> new Question(new CountDownLatch(0), replyTo));
        ExecutionException failed = assertThrows(ExecutionException.class, () -> answer.get(10, SECONDS));
        assertInstanceOf(TimeoutException.class, failed.getCause());
    }
}
