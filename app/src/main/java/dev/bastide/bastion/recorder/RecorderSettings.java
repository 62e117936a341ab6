package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.RecordingDisk;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Recordings go to files. */
@Configuration(proxyBeanMethods = false)
class RecorderSettings {
    @Bean
    @ConditionalOnMissingBean
    Disks recordingDisks() {
        return RecordingDisk::file;
    }
}
