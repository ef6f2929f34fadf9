package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which topics members mean. Expressions are matched again only when a topic has come or gone. */
public final class Subscriptions {

    private final Map<String, Set<String>> matches = new HashMap<>();
    private Map<TopicId, String> matchedOf = Map.of();

    /** Why a member cannot subscribe by that expression; null: it can. */
    public static @Nullable String problem(String regex) {
        return TopicRegex.problem(regex);
    }

    /** Names of topics, some of which may not be there. */
    public Set<String> topics(MemberProfile member, MetadataImage image) {
        Set<String> topics = new TreeSet<>(member.topics());
        if (!member.regex().isEmpty()) topics.addAll(matching(member.regex(), image));
        return topics;
    }

    private Set<String> matching(String regex, MetadataImage image) {
        Map<TopicId, String> topics = image.topicNames();
        if (!topics.equals(matchedOf)) matches.clear();
        matchedOf = topics;
        return matches.computeIfAbsent(regex, expression -> matched(new TopicRegex(expression), image));
    }

    private static Set<String> matched(TopicRegex regex, MetadataImage image) {
        return image.topics().values().stream()
                .filter(topic -> !topic.internal())
                .map(TopicImage::name)
                .filter(regex::matches)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets expressions that none of these uses. */
    public void keepOnly(Collection<MemberProfile> members) {
        Set<String> used = new HashSet<>();
        members.forEach(member -> used.add(member.regex()));
        matches.keySet().retainAll(used);
    }
}
