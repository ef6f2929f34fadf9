package akkord.actors.door;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akkord.actors.group.GroupContext;
import akkord.actors.group.GroupCoordinator;
import akkord.actors.group.GroupDirectory;
import akkord.actors.group.GroupSettings;
import akkord.actors.group.core.GroupLimits;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.DirectoryCommand.Groups;
import akkord.protocol.group.DirectoryCommand.ListGroups;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import akkord.protocol.metadata.MetadataImage;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Real coordinators of groups, without the sharding. */
final class LocalGroups implements GroupAccess {

    private final ActorTestKit kit;
    private final Duration patience;
    private final GroupContext context;
    private final ActorRef<DirectoryCommand> directory;
    private final Map<String, ActorRef<GroupCommand>> groups = new ConcurrentHashMap<>();

    LocalGroups(
            ActorTestKit kit,
            int node,
            BrokerSettings broker,
            Config config,
            Duration patience,
            Supplier<MetadataImage> metadata) {
        this.kit = kit;
        this.patience = patience;
        GroupSettings settings = GroupSettings.from(config.getConfig("akkord.group"));
        directory = kit.spawn(GroupDirectory.create("0", settings, group -> {}));
        context = new GroupContext(
                node,
                GroupLimits.of(
                        broker,
                        settings.newMemberJoin().toMillis(),
                        settings.newMembersExpectedMax(),
                        settings.pace(),
                        settings.closing()),
                settings,
                new KafkaNode.Silence(),
                System::currentTimeMillis,
                (group, command) -> directory.tell(command),
                share -> {},
                metadata,
                GroupConfigs.over(broker, group -> metadata.get().groupConfig(group)));
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command) {
        return AskPattern.ask(
                coordinator(group), command::apply, atMost, kit.system().scheduler());
    }

    private ActorRef<GroupCommand> coordinator(String group) {
        return groups.computeIfAbsent(group, name -> kit.spawn(GroupCoordinator.create(context, name, self -> {})));
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command) {
        return ask(group, patience, command);
    }

    @Override
    public void tell(String group, GroupCommand command) {
        coordinator(group).tell(command);
    }

    @Override
    public CompletionStage<List<GroupListing>> list() {
        return AskPattern.<DirectoryCommand, Groups>ask(
                        directory, ListGroups::new, patience, kit.system().scheduler())
                .thenApply(Groups::groups);
    }
}
