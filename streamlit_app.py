"""The contents page: navigation, nothing else."""

import streamlit as st

from dashboard.loading import is_community_form_open
from dashboard.widgets.look import look

st.set_page_config(page_title="Common Ground", page_icon="static/icon.png", layout="wide")

page = st.navigation(
    {
        "Explore": [
            st.Page("dashboard/pages/hot_spots.py", title="Hot spots", icon=":material/map:", default=True),
            st.Page("dashboard/pages/clusters.py", title="Clusters in time", icon=":material/blur_circular:"),
            st.Page("dashboard/pages/over_time.py", title="Over time", icon=":material/timeline:"),
            st.Page("dashboard/pages/change.py", title="Change", icon=":material/stacked_line_chart:"),
            st.Page(
                "dashboard/pages/unusual_weeks.py",
                title="Unusual weeks",
                icon=":material/notifications_active:",
            ),
            st.Page("dashboard/pages/near_repeat.py", title="Near repeats", icon=":material/repeat:"),
            st.Page("dashboard/pages/other_areas.py", title="Other areas", icon=":material/compare_arrows:"),
        ],
        "Tension": [
            st.Page("dashboard/pages/tension.py", title="Tension", icon=":material/crisis_alert:"),
            st.Page("dashboard/pages/tension_trends.py", title="Trends", icon=":material/show_chart:"),
            st.Page("dashboard/pages/meeting.py", title="Meeting", icon=":material/groups:"),
            st.Page("dashboard/pages/early_notice.py", title="Early notice", icon=":material/notifications:"),
        ],
        "Records": [
            st.Page(
                "dashboard/pages/import_files.py",
                title="Import",
                url_path="import",
                icon=":material/upload_file:",
            ),
            st.Page("dashboard/pages/files.py", title="Files", icon=":material/folder_open:"),
            st.Page(
                "dashboard/pages/possible_duplicates.py",
                title="Possible duplicates",
                icon=":material/join_inner:",
            ),
            st.Page("dashboard/pages/coverage.py", title="Coverage", icon=":material/grid_on:"),
            st.Page("dashboard/pages/retention.py", title="Retention", icon=":material/auto_delete:"),
        ],
        "Community": [
            st.Page("dashboard/pages/tell.py", title="Write a report", icon=":material/edit_note:"),
            st.Page("dashboard/pages/queue.py", title="Queue", icon=":material/inbox:"),
            st.Page(
                "dashboard/pages/community_reports.py", title="Community reports", icon=":material/forum:"
            ),
            st.Page(
                "dashboard/pages/centres.py",
                title="Centres and support",
                icon=":material/volunteer_activism:",
            ),
            st.Page("dashboard/pages/events.py", title="Events", icon=":material/event:"),
            st.Page(
                "dashboard/pages/tell_us.py",
                title="Tell us: the form for everybody",
                icon=":material/campaign:",
                visibility="visible" if is_community_form_open() else "hidden",
            ),
            st.Page("dashboard/pages/confirm.py", title="Is this still right?", visibility="hidden"),
        ],
        "Trust": [
            st.Page(
                "dashboard/pages/which_method.py",
                title="Which method to trust here",
                icon=":material/balance:",
            ),
            st.Page("dashboard/pages/known_answers.py", title="Known answers", icon=":material/fact_check:"),
        ],
    },
    position="top",
)
look()
page.run()
