(* The projected rule: the velocity is the projection of minus the gradient on
   {v : v psi' >= min(-alpha psi, M_c |psi'|)}, a set that is never empty; |v| <= max(|g|, M_c), and the
   velocity is 1-Lipschitz in g. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides.
Open Scope R_scope.

Section Projection.
Variables (alpha clip psi s : R).
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis Hp : psi <= 0.
Notation v g := (velocity_of psi s g alpha clip PROJECTED).
Notation bound := (Rmin (- alpha * psi) (clip * Rabs s)).

(* either -g is allowed, or the velocity is the nearest end, on which the constraint is an equality *)
Lemma two_cases g : (v g = - g /\ bound <= - g * s) \/ (v g * s = bound /\ - g * s < bound).
Proof.
  assert (P : 0 <= - alpha * psi) by nra.
  destruct (Req_dec s 0) as [S|S].
  - left. rewrite S, v_middle by lra. destruct Nat.eq_dec as [_|N]; [|congruence].
    split; [reflexivity|]. rewrite Rabs_R0. unfold Rmin; destruct Rle_dec; lra.
  - destruct (Rle_dec (- alpha * psi) (- g * s)) as [B|B].
    + left. rewrite v_along by (auto; lra). split; [reflexivity|]. assert (X := Rmin_l (- alpha * psi) (clip * Rabs s)). lra.
    + unfold velocity_of, branch_of, velocity_on. cbv zeta.
      destruct (Rlt_dec 0 psi); [lra|]. destruct Req_EM_T; [contradiction|].
      destruct (Rle_dec (- alpha * psi) (- g * s)); [contradiction|].
      destruct (Nat.eq_dec PROJECTED PROJECTED) as [_|N]; [|congruence].
      destruct (Rle_dec (clip * Rabs s) (- g * s)) as [L|L].
      * left. branches. split; [reflexivity|]. assert (X := Rmin_r (- alpha * psi) (clip * Rabs s)). lra.
      * right. assert (F : force_of psi s alpha clip * s = bound).
        { unfold force_of. destruct Req_EM_T; [contradiction|].
          assert (E : - alpha * psi / s * s = - alpha * psi) by (field; exact S).
          set (f := - alpha * psi / s) in *. unfold clipped.
          destruct (Rlt_dec 0 s) as [S0|S0].
          - rewrite Rabs_pos_eq by lra. assert (0 <= f) by (apply Rmult_le_reg_r with s; lra).
            destruct (Rlt_dec clip f); [|destruct (Rlt_dec f (- clip)); [lra|]].
            + assert (clip * s <= f * s) by (apply Rmult_le_compat_r; lra). unfold Rmin; destruct Rle_dec; lra.
            + assert (f * s <= clip * s) by (apply Rmult_le_compat_r; lra). unfold Rmin; destruct Rle_dec; lra.
          - rewrite Rabs_left by lra. assert (f <= 0) by nra.
            destruct (Rlt_dec clip f); [lra|]. destruct (Rlt_dec f (- clip)).
            + assert (clip * - s <= f * s) by nra. unfold Rmin; destruct Rle_dec; lra.
            + assert (f * s <= clip * - s) by nra. unfold Rmin; destruct Rle_dec; lra. }
        assert (G : - g * s < bound) by (unfold Rmin; destruct Rle_dec; lra).
        repeat destruct Rle_dec; branches; split; assumption.
Qed.

Theorem projection g : bound <= v g * s /\ forall u, bound <= u * s -> (v g + g) ^ 2 <= (u + g) ^ 2.
Proof.
  destruct (two_cases g) as [[V B]|[V B]].
  - rewrite V. split; [exact B|]. intros u _. replace (- g + g) with 0 by ring. assert (X := pow2_ge_0 (u + g)). lra.
  - split; [lra|]. intros u Hu.
    assert (S : 0 < s * s). { destruct (Req_dec s 0) as [Z|Z]; [rewrite Z in *; rewrite Rabs_R0 in *; lra | nra]. }
    apply Rmult_le_reg_r with (s * s); [exact S|].
    replace ((v g + g) ^ 2 * (s * s)) with ((v g * s + g * s) ^ 2) by ring.
    replace ((u + g) ^ 2 * (s * s)) with ((u * s + g * s) ^ 2) by ring. apply pow_incr. lra.
Qed.

Theorem projection_lipschitz g g' : Rabs (v g - v g') <= Rabs (g - g').
Proof.
  assert (S : forall x y, x * s <> y * s -> s * s > 0) by (intros x y H; destruct (Req_dec s 0) as [Z|Z]; [rewrite Z in H; lra | nra]).
  destruct (two_cases g) as [[V B]|[V B]], (two_cases g') as [[V' B']|[V' B']].
  - rewrite V, V'. replace (- g - - g') with (- (g - g')) by ring. rewrite Rabs_Ropp. lra.
  - rewrite V. assert (s2 := S (v g') (- g') ltac:(lra)). apply Rsqr_le_abs_0. unfold Rsqr.
    apply Rmult_le_reg_r with (s * s); [lra|].
    replace ((- g - v g') * (- g - v g') * (s * s)) with ((- g * s - v g' * s) ^ 2) by ring.
    replace ((g - g') * (g - g') * (s * s)) with ((- g * s - - g' * s) ^ 2) by ring. rewrite V'. apply pow_incr. lra.
  - rewrite V'. assert (s2 := S (v g) (- g) ltac:(lra)). apply Rsqr_le_abs_0. unfold Rsqr.
    apply Rmult_le_reg_r with (s * s); [lra|].
    replace ((v g - - g') * (v g - - g') * (s * s)) with ((- g' * s - v g * s) ^ 2) by ring.
    replace ((g - g') * (g - g') * (s * s)) with ((- g' * s - - g * s) ^ 2) by ring. rewrite V. apply pow_incr. lra.
  - assert (s2 := S (v g) (- g) ltac:(lra)). assert (E : (v g - v g') * s = 0) by lra.
    apply Rmult_integral in E. destruct E as [E|E]; [rewrite E, Rabs_R0; apply Rabs_pos | rewrite E in s2; lra].
Qed.
End Projection.

Theorem velocity_size alpha clip psi s g rule : 0 < clip ->
  Rabs (velocity_of psi s g alpha clip rule) <= Rmax (Rabs g) clip.
Proof.
  intros Hc. unfold velocity_of, velocity_on, force_of, clipped; cbv zeta.
  destruct Nat.eq_dec; [rewrite Rabs_Ropp; apply Rmax_l|]. eapply Rle_trans; [|apply Rmax_r].
  destruct Req_EM_T; repeat destruct Rlt_dec; unfold Rabs; destruct Rcase_abs; lra.
Qed.
